import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type * as z from 'zod';
import { jsonBody } from '../../kernel/json-body.ts';
import { MeterlineError, NotFound } from '../../kernel/meterline-error.ts';
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
  /** The body as it came, for a route that has no schema. */
  readonly text: string;
  /** The headers, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The address of the API's stage, `https://…/v1`, for links. */
  readonly baseUrl: string;
}

/** What a route answers: a body to print as JSON, or a page or file with its own content type. Bytes arrive as such
 *  only where their type is among the binary media types of the API, and where the `Accept` of the caller begins with
 *  it: anybody else gets the base64 text from API Gateway. */
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

/** What stands between a route and its implementation. It runs `call`, or answers instead. */
export type Guard = (
  route: Route,
  request: Request<Route>,
  event: APIGatewayProxyEvent,
  context: Context,
  call: () => Promise<Reply>,
) => Promise<Reply>;

/** The handler of routes of which none honours `Idempotency-Key`. Its bundle has no idempotency in it. */
export const plainHttpApi = <R extends Routes & Readonly<Record<string, { readonly creates?: never }>>>(
  routes: R,
  implementations: Implementations<R>,
) => guardedHttpApi(routes, implementations, (_route, _request, _event, _context, call) => call());

/** The handler of routes of a stage. API Gateway has matched the path already: `resource` is the path of the route. */
export const guardedHttpApi = <R extends Routes>(routes: R, implementations: Implementations<R>, guard: Guard) => {
  const dispatch = async (event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
    try {
      const name = Object.keys(routes).find((key) => matches(routes[key], event));
      const route = name === undefined ? undefined : routes[name];
      if (name === undefined || route === undefined) throw new NotFound('route', `${event.httpMethod} ${event.path}`);
      // Looked up by its name, the implementation has a type of request that the compiler no longer knows; `read` has
      // just parsed the request by the schemas of that route.
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
    body: route.body === undefined ? undefined : parse(route.body, jsonBody(text)),
    query: route.query === undefined ? undefined : parse(route.query, event.queryStringParameters ?? {}),
    parameters,
    caller,
    headers,
    baseUrl: baseUrlOf(event),
  };
};

/** The public address of the API.
 *  @throws TypeError when the stage variable is missing: that is a mistake of the deployment, not of a caller */
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
