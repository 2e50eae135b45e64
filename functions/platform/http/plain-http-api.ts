import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type * as z from 'zod';
import { InvalidInput, MeterlineError, NotFound } from '../../kernel/meterline-error.ts';
import { wallClock } from '../clock.ts';
import { publicUrlVariable } from '../contract.ts';
import { log } from '../log.ts';
import { countFailure } from '../metrics.ts';
import { parse } from '../validation.ts';
import { assertAccess, assertAlive, type Caller, callerOf } from './caller.ts';
import { problemResponse, toProblem } from './problem.ts';
import type { Route, Routes } from './route.ts';

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

export interface Request<R extends Route> {
  readonly body: Parsed<R['body']>;
  readonly query: Parsed<R['query']>;
  /** Path parameters, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly caller: Caller;
  /** The body as it came, for a route without a schema. */
  readonly text: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The address of the API's stage, for links: `https://…/v1`. */
  readonly baseUrl: string;
}

/** A body to print as JSON, or a page or file with its own content type. Bytes need theirs among the API's binary media types,
 *  and a caller whose `Accept` begins with it: API Gateway hands anybody else the base64 text. */
export type Reply =
  | { readonly json: unknown; readonly status?: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly content: string; readonly contentType: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly binary: Uint8Array; readonly contentType: string; readonly headers?: Readonly<Record<string, string>> };

class NotAcceptable extends MeterlineError {
  readonly code = 'not_acceptable';
  readonly kind = 'not_acceptable';
}

export type Implementations<R extends Routes> = {
  readonly [Name in keyof R]: (request: Request<R[Name]>) => Promise<Reply>;
};

/** What stands between a route and its implementation: it may answer instead. */
export type Guard = (
  route: Route,
  request: Request<Route>,
  event: APIGatewayProxyEvent,
  context: Context,
  call: () => Promise<Reply>,
) => Promise<Reply>;

/** The handler of routes that honour no `Idempotency-Key`. */
export const plainHttpApi = <R extends Routes & Readonly<Record<string, { readonly creates?: never }>>>(
  routes: R,
  implementations: Implementations<R>,
) => guardedHttpApi(routes, implementations, (_route, _request, _event, _context, call) => call());

/** The handler of a stage's routes. API Gateway has matched the path already: `resource` is the route's path. */
export const guardedHttpApi = <R extends Routes>(routes: R, implementations: Implementations<R>, guard: Guard) => {
  const dispatch = async (event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
    try {
      const name = Object.keys(routes).find((key) => matches(routes[key], event));
      const route = name === undefined ? undefined : routes[name];
      if (name === undefined || route === undefined) throw new NotFound('route', `${event.httpMethod} ${event.path}`);
      // Looked up by name, the implementation's request type is lost to the compiler; `read` has just parsed it.
      const implementation = implementations[name] as (request: Request<Route>) => Promise<Reply>;
      const request = read(route, event);
      const reply = await guard(route, request, event, context, () => implementation(request));
      return print(route, reply, request.headers.accept);
    } catch (error) {
      const { status, code } = toProblem(error);
      if (status < 500) {
        log.info('request refused', { code });
        return problemResponse(error);
      }
      log.error('request failed', { code, error });
      countFailure();
      return problemResponse(error);
    }
  };
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>().use(injectLambdaContext(log)).handler(dispatch);
};

const matches = (route: Route | undefined, event: APIGatewayProxyEvent): boolean =>
  route !== undefined && route.path === event.resource && route.method === event.httpMethod;

const read = (route: Route, event: APIGatewayProxyEvent): Request<Route> => {
  const parameters = Object.fromEntries(
    Object.entries(event.pathParameters ?? {}).map(([key, value]) => [key, decode(value ?? '')]),
  );
  const caller = callerOf(event);
  assertAlive(event, wallClock());
  assertAccess(route, caller, parameters);
  const headers = Object.fromEntries(
    Object.entries(event.headers ?? {}).map(([key, value]) => [key.toLowerCase(), value ?? '']),
  );
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : (event.body ?? '');
  return {
    text,
    body: route.body === undefined ? undefined : parse(route.body, json(text)),
    query: route.query === undefined ? undefined : parse(route.query, event.queryStringParameters ?? {}),
    parameters,
    caller,
    headers,
    baseUrl: baseUrlOf(event),
  };
};

/** @throws TypeError when the stage does not say: a mistake of the deployment, not of a caller */
const baseUrlOf = ({ stageVariables }: APIGatewayProxyEvent): string => {
  const url = stageVariables?.[publicUrlVariable];
  if (url === undefined || url === '') throw new TypeError(`stage variable ${publicUrlVariable} is not set`);
  return url;
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** @throws InvalidInput `malformed_json`, also for an empty body */
const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable';
    throw new InvalidInput({ code: 'malformed_json', pointer: '', detail: `The body is not JSON: ${reason}` });
  }
};

/** @throws NotAcceptable for bytes that would not arrive as such */
const print = (route: Route, reply: Reply, accept = ''): APIGatewayProxyResult => {
  if ('binary' in reply) {
    assertAccepts(accept, reply.contentType);
    return {
      statusCode: route.status,
      headers: { 'content-type': reply.contentType, ...reply.headers },
      body: Buffer.from(reply.binary).toString('base64'),
      isBase64Encoded: true,
    };
  }
  if ('content' in reply) {
    return {
      statusCode: route.status,
      headers: { 'content-type': reply.contentType, ...reply.headers },
      body: reply.content,
    };
  }
  const statusCode = reply.status ?? route.status;
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...reply.headers },
    body: JSON.stringify(reply.json),
  };
};

const assertAccepts = (accept: string, contentType: string): void => {
  const [first = ''] = accept.split(/[,;]/);
  if (first.trim().toLowerCase() === contentType) return;
  throw new NotAcceptable(
    `Send "Accept: ${contentType}", alone or first: bytes are handed out only to who asks for them.`,
  );
};
