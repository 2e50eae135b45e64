import { type Duration, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { authorizationForm } from '../../functions/ingest/access/access-contract.ts';
import type { Route } from '../../functions/platform/http/route.ts';

/** A route and the function that answers it. */
export interface Served {
  readonly route: Route;
  readonly handler: LambdaFunction;
}

/** The function that API Gateway asks whether a caller may go on. */
export interface Authorizer {
  readonly handler: LambdaFunction;
  /** For how long API Gateway reuses an answer for the same `Authorization` header. */
  readonly resultsCacheTtl: Duration;
}

const scheme = 'Key';

/** Makes API Gateway look for a lane, which the authorizer names. */
const laneScheme = 'Lane';

/** The `paths` of the API's OpenAPI body. Every route asks the authorizer, unless its access is `open`; where there is no
 *  authorizer, as in tests of single stages, none does. */
export const pathsOf = (served: readonly Served[], authorizer: Authorizer | undefined) => {
  const paths: Record<string, Record<string, object>> = {};
  for (const { route, handler } of served) {
    const guarded = route.access !== 'open' && authorizer !== undefined;
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: {
        parameters: parametersOf(route),
        responses: {},
        ...(guarded ? { security: [{ [scheme]: [] }, { [laneScheme]: [] }] } : {}),
        'x-amazon-apigateway-integration': {
          type: 'aws_proxy',
          httpMethod: 'POST',
          uri: invocationUri(handler),
          timeoutInMillis: 29_000,
        },
      },
    };
  }
  return paths;
};

const parametersOf = ({ path }: Route) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

export const securitySchemesOf = (authorizer: Authorizer | undefined) =>
  authorizer === undefined
    ? {}
    : {
        [scheme]: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          'x-amazon-apigateway-authtype': 'custom',
          'x-amazon-apigateway-authorizer': {
            type: 'token',
            authorizerUri: invocationUri(authorizer.handler),
            identityValidationExpression: authorizationForm,
            authorizerResultTtlInSeconds: authorizer.resultsCacheTtl.toSeconds(),
          },
        },
        [laneScheme]: { type: 'apiKey', name: 'x-api-key', in: 'header' },
      };

/** Routes that two functions want to answer, such as `GET /plans`. The body has room for one, so that is a mistake. */
export const servedTwice = (served: readonly Served[]): readonly string[] => {
  const names = served.map(({ route }) => `${route.method} ${route.path}`);
  return names.filter((name, at) => names.indexOf(name) !== at);
};

const invocationUri = (handler: LambdaFunction): string =>
  Stack.of(handler).formatArn({
    service: 'apigateway',
    account: 'lambda',
    resource: 'path',
    resourceName: `2015-03-31/functions/${handler.functionArn}/invocations`,
  });
