import type { APIGatewayProxyResult } from 'aws-lambda';
import { cut } from '../../kernel/cut.ts';
import { type ErrorKind, MeterlineError, type Mistake } from '../../kernel/meterline-error.ts';
import { DomainError } from '../../money/domain-error.ts';
import { answerHeaders } from './answer-headers-contract.ts';

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

/** Mistakes that are told at most, and code units of what is told of each. */
const maxMistakes = 100;
const maxDetail = 500;

/** A mistake without the rest of a long text that it repeats. */
export const told = <M extends Omit<Mistake, 'code'>>(mistake: M): M => ({
  ...mistake,
  pointer: cut(mistake.pointer, maxDetail),
  detail: cut(mistake.detail, maxDetail),
});

const titleOf = (code: string): string => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');

export const problem = (status: number, code: string, detail: string, mistakes: readonly Mistake[] = []): Problem => ({
  type: `urn:meterline:problem:${code}`,
  title: titleOf(code),
  status,
  code,
  detail: cut(detail, maxDetail),
  ...withPlaces(mistakes.slice(0, maxMistakes).map(told)),
});

const withPlaces = (errors: readonly Mistake[]): Pick<Problem, 'pointer' | 'errors'> =>
  errors[0] === undefined ? {} : { pointer: errors[0].pointer, errors };

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
    headers: {
      ...answerHeaders,
      'content-type': 'application/problem+json',
      ...(body.status === 503 ? { 'retry-after': '5' } : {}),
    },
    body: JSON.stringify(body),
  };
};
