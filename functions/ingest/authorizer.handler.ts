import { timingSafeEqual } from 'node:crypto';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from 'aws-lambda';
import { MeterlineError } from '../catalog/meterline-error.ts';
import { authorizerContext, type Caller } from '../platform/caller.ts';
import { wallClock } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import { verifyPortalToken } from '../platform/portal-token.ts';
import { secret } from '../platform/secret.ts';
import { findApiKey } from './access-store.ts';
import { bearerOf, keyHash } from './api-key.ts';

/** API Gateway answers 401 to just this message, and 500 to any other. */
class Unauthorized extends MeterlineError {
  readonly code = 'unauthorized';
  readonly kind = 'unauthorized';
  constructor() {
    super('Unauthorized');
  }
}

/** Says who calls; what they may do, `assertAccess` says. The policy covers the whole stage, since API Gateway keeps it
 *  for the caller's next requests, whatever their path. */
export const handler = middy<APIGatewayTokenAuthorizerEvent, APIGatewayAuthorizerResult>()
  .use(injectLambdaContext(log))
  .handler(async ({ authorizationToken, methodArn }) => {
    const credential = bearerOf(authorizationToken);
    const caller = credential === undefined ? undefined : await identify(credential);
    if (caller === undefined) {
      log.info('unauthorized');
      throw new Unauthorized();
    }
    const [api, stage] = methodArn.split('/');
    log.info('authorized', { kind: caller.kind });
    return {
      principalId: caller.kind === 'key' ? caller.keyId : caller.kind,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${api}/${stage}/*` }],
      },
      context: authorizerContext(caller),
    };
  });

/** A key starts with `ml_` or is the admin key; a portal token is a JWT of three parts. */
const identify = async (credential: string): Promise<Caller | undefined> => {
  if (credential.split('.').length === 3) return portalCaller(credential);
  const hash = keyHash(credential);
  const key = await findApiKey(hash);
  if (key !== undefined) return key.revokedAt === null ? { kind: 'key', keyId: key.id, scopes: key.scopes } : undefined;
  const admin = keyHash(await secret('ADMIN_KEY_SECRET'));
  return timingSafeEqual(Buffer.from(hash), Buffer.from(admin))
    ? { kind: 'key', keyId: 'key_admin', scopes: ['admin'] }
    : undefined;
};

const portalCaller = async (token: string): Promise<Caller | undefined> => {
  const key = new TextEncoder().encode(await secret('PORTAL_SECRET'));
  const customerId = await verifyPortalToken(token, key, wallClock());
  return customerId === undefined ? undefined : { kind: 'portal', customerId };
};
