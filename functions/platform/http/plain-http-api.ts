import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { NotFound } from '../../kernel/meterline-error.ts';
import { log } from '../log.ts';
import { countFailure } from '../metrics.ts';
import { answerOf } from './answer.ts';
import { shortEnough } from './answer-budget.ts';
import { attributionOf, lineOf } from './attribution.ts';
import { problemResponse, toProblem } from './problem.ts';
import { readRequest } from './read-request.ts';
import type { Reply, Request } from './request.ts';
import type { Route, Routes } from './route.ts';

export type { Reply, Request } from './request.ts';

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
      // Looked up by its name, the implementation has a type of request that the compiler no longer knows; `readRequest`
      // has just parsed the request by the schemas of that route.
      const implementation = implementations[name] as (request: Request<Route>) => Promise<Reply>;
      log.appendKeys(attributionOf(event, name));
      const request = readRequest(route, event);
      const answer = await shortEnough(
        route,
        request,
        (asked) => guard(route, asked, event, context, () => implementation(asked)),
        (reply) => answerOf(route, reply, request, event),
      );
      if (route.method !== 'GET') log.info(...lineOf(answer));
      return answer;
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
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(injectLambdaContext(log, { resetKeys: true }))
    .handler(dispatch);
};

const matches = (route: Route | undefined, event: APIGatewayProxyEvent): boolean =>
  route !== undefined && route.path === event.resource && route.method === event.httpMethod;
