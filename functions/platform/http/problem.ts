import type { APIGatewayProxyResult } from 'aws-lambda';
import { type ErrorKind, MeterlineError, type Mistake } from '../../kernel/meterline-error.ts';
import { DomainError } from '../../money/domain-error.ts';

const statusOf: Record<ErrorKind, number> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  not_acceptable: 406,
  conflict: 409,
  too_large: 413,
  unavailable: 503,
};

/** Problem details as of RFC 9457, with a stable `code` and the places of the mistakes. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly pointer?: string;
  readonly errors?: readonly Mistake[];
}

const titleOf = (code: string): string => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');

export const problem = (status: number, code: string, detail: string, mistakes: readonly Mistake[] = []): Problem => ({
  type: `urn:meterline:problem:${code}`,
  title: titleOf(code),
  status,
  code,
  detail,
  ...(mistakes[0] === undefined ? {} : { pointer: mistakes[0].pointer, errors: mistakes }),
});

/** The problem that an error is told as. An error that is not ours is a defect or an outage: a 500 that tells nothing
 *  of the inside. */
export const toProblem = (error: unknown): Problem => {
  if (error instanceof MeterlineError) return problem(statusOf[error.kind], error.code, error.message, error.mistakes);
  if (error instanceof DomainError && 'pointer' in error) return refused(error, String(error.pointer));
  return problem(500, 'internal_error', 'Something went wrong on our side; the same request can be sent again.');
};

/** The caller's input broke a rule of billing. Such an error has a place in the input only if it came from there;
 *  without one the mistake is ours. */
const refused = ({ code, message }: DomainError, pointer: string): Problem =>
  problem(400, code, message, [{ code, pointer, detail: message }]);

export const problemResponse = (error: unknown): APIGatewayProxyResult => {
  const body = toProblem(error);
  return {
    statusCode: body.status,
    headers: { 'content-type': 'application/problem+json', ...(body.status === 503 ? { 'retry-after': '5' } : {}) },
    body: JSON.stringify(body),
  };
};
