import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { callerName, callerOf } from './caller.ts';

/** Characters of a path in a log line: a caller can make it as long as a request may be. */
const shownPath = 300;

/** What each log line of a request says about it: who asked (the id of the key, or of the customer with a link), for which operation,
 *  of what, and the number by which API Gateway's own log knows the request.
 *  @param operation the name of the route */
export const attributionOf = (
  event: Pick<APIGatewayProxyEvent, 'path' | 'requestContext'>,
  operation: string,
): Readonly<Record<string, string>> => ({
  caller: callerName(callerOf(event)),
  operation,
  path: event.path.slice(0, shownPath),
  request_id: event.requestContext.requestId,
});

/** The log line of a request that may have written something: its message and its fields. What was made is named by its id, which
 *  the path does not have yet.
 *  @param answer what the route answered: JSON, where something was made */
export const lineOf = ({
  statusCode: status,
  body,
}: Pick<APIGatewayProxyResult, 'statusCode' | 'body'>): readonly [string, Readonly<Record<string, unknown>>] => {
  if (status >= 400) return ['request refused', { status }];
  const made = status === 201 ? idIn(JSON.parse(body)) : undefined;
  return ['written', { status, ...(made === undefined ? {} : { made }) }];
};

const idIn = (json: unknown): string | undefined =>
  typeof json === 'object' && json !== null && 'id' in json && typeof json.id === 'string' ? json.id : undefined;
