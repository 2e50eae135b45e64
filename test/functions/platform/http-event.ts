import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { publicUrlVariable } from '../../../functions/platform/contract.ts';
import { authorizerContext, type Caller } from '../../../functions/platform/http/caller.ts';
import { cursorKeyOf } from '../../../functions/platform/http/cursor-seal.ts';

export interface HttpCall {
  /** `POST /plans/{planId}/versions?limit=2` */
  readonly route: string;
  readonly caller: Caller;
  readonly parameters?: Readonly<Record<string, string>>;
  /** As JSON, unless it is text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const nobody = { sourceIp: '127.0.0.1', accessKey: null, accountId: null, apiKey: null, apiKeyId: null, caller: null };
const nowhere = { clientCert: null, cognitoAuthenticationProvider: null, cognitoAuthenticationType: null };
const noIdentity = { cognitoIdentityId: null, cognitoIdentityPoolId: null, principalOrgId: null };

/** What API Gateway hands to the handler of a route. */
export const httpEvent = ({ route, caller, parameters = {}, body, headers = {} }: HttpCall): APIGatewayProxyEvent => {
  const [httpMethod = '', target = ''] = route.split(' ');
  const [resource = '', query = ''] = target.split('?');
  const path = resource.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(parameters[name] ?? ''));
  return {
    ...{ httpMethod, resource, path, isBase64Encoded: false, multiValueHeaders: {} },
    stageVariables: { [publicUrlVariable]: 'https://api.example.com/v1' },
    headers: { host: 'api.example.com', ...headers },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    pathParameters: { ...parameters },
    queryStringParameters: Object.fromEntries(new URLSearchParams(query)),
    multiValueQueryStringParameters: null,
    requestContext: {
      ...{ accountId: '000000000000', apiId: 'api', protocol: 'HTTP/1.1', httpMethod, stage: 'v1' },
      ...{
        path: `/v1${path}`,
        requestId: 'request',
        requestTimeEpoch: 0,
        resourceId: 'resource',
        resourcePath: resource,
      },
      authorizer: { ...authorizerContext(caller), cursorKey: cursorKeyOf(caller, new Uint8Array(32)) },
      identity: { ...nobody, ...nowhere, ...noIdentity, user: null, userAgent: null, userArn: null },
    },
  };
};

export const lambdaContext: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'test',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:test',
  memoryLimitInMB: '128',
  awsRequestId: 'request',
  logGroupName: 'test',
  logStreamName: 'test',
  getRemainingTimeInMillis: () => 30_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};
