import type { APIGatewayProxyEvent } from 'aws-lambda';
import { jsonBody } from '../../kernel/json-body.ts';
import { assertSound } from '../../kernel/sound-input.ts';
import { wallClock } from '../clock.ts';
import { publicUrlVariable } from '../contract.ts';
import { parse } from '../validation.ts';
import { assertAccess, assertAlive, callerOf } from './caller.ts';
import { opened, sealed } from './cursor-seal.ts';
import type { Request } from './request.ts';
import type { Route } from './route.ts';
import { assertBodySize, pathParameters, queryParameters } from './sound-request.ts';

/** The request of a route, with everything in it checked: who calls first, then the path, the query and the body.
 *  @throws MeterlineError */
export const readRequest = (route: Route, event: APIGatewayProxyEvent): Request<Route> => {
  const parameters = pathParameters(event);
  const caller = callerOf(event);
  assertAlive(event, wallClock());
  assertAccess(route, caller, parameters);
  const headers = Object.fromEntries(
    Object.entries(event.headers ?? {}).map(([key, value]) => [key.toLowerCase(), value ?? '']),
  );
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : (event.body ?? '');
  return {
    text,
    body: route.body === undefined ? undefined : parse(route.body, soundBody(text)),
    query: route.query === undefined ? undefined : parse(route.query, queryOf(route, event, parameters)),
    parameters,
    caller,
    headers,
    baseUrl: baseUrlOf(event),
    seal: (list, cursor) => sealed(cursorKeyIn(event), list, cursor),
  };
};

const soundBody = (text: string): unknown => {
  assertBodySize(text);
  const body = jsonBody(text);
  assertSound(body);
  return body;
};

/** The query, with its cursor as the list made it. */
const queryOf = ({ path }: Route, event: APIGatewayProxyEvent, parameters: Readonly<Record<string, string>>) => {
  const query = queryParameters(event);
  if (query.cursor === undefined) return query;
  return { ...query, cursor: opened(cursorKeysIn(event), { path, parameters, query }, query.cursor) };
};

/** The key that the authorizer made for the caller's cursors. There is none for the five minutes after an update from a version
 *  without such keys, for which API Gateway keeps what the authorizer said before, nor for nobody, whom no authorizer has seen. */
const cursorKeyIn = ({ requestContext }: APIGatewayProxyEvent): string | undefined => {
  const key: unknown = requestContext.authorizer?.cursorKey;
  return typeof key === 'string' && key !== '' ? key : undefined;
};

/** That key, and the one of before the last rotation of the secret, with which a list may have begun. */
const cursorKeysIn = (event: APIGatewayProxyEvent): readonly string[] => {
  const before: unknown = event.requestContext.authorizer?.previousCursorKey;
  return [cursorKeyIn(event), before].filter((key) => typeof key === 'string' && key !== '').map(String);
};

/** The public address of the API.
 *  @throws TypeError when the stage variable is missing: that is a mistake of the deployment, not of a caller */
const baseUrlOf = ({ stageVariables }: APIGatewayProxyEvent): string => {
  const url = stageVariables?.[publicUrlVariable];
  if (url === undefined || url === '') throw new TypeError(`stage variable ${publicUrlVariable} is not set`);
  return url;
};
