import { timingSafeEqual } from 'node:crypto';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from 'aws-lambda';
import type { Instant } from '../../kernel/instant.ts';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import { wallClock } from '../../platform/clock.ts';
import { environment } from '../../platform/environment.ts';
import { authorizerContext, type Caller } from '../../platform/http/caller.ts';
import { cursorKeyOf } from '../../platform/http/cursor-seal.ts';
import { verifyPortalToken } from '../../platform/http/portal-token.ts';
import { log } from '../../platform/log.ts';
import { countFailure } from '../../platform/metrics.ts';
import { type RotatedSecret, rereadSecret, rotatedSecret, secret } from '../../platform/secret.ts';
import { adminKeyVariable, lanePrefixVariable, portalSecretVariable } from './access-contract.ts';
import { findApiKey } from './access-store.ts';
import { type ApiKey, bearerOf, keyHash } from './api-key.ts';
import { laneOf } from './lane.ts';

/** API Gateway answers 401 to just this message, and 500 to any other. */
class Unauthorized extends MeterlineError {
  readonly code = 'unauthorized';
  readonly kind = 'unauthorized';
  constructor() {
    super('Unauthorized');
  }
}

/** Says who calls. What the caller may do, `assertAccess` says. The policy covers the whole stage of the API, since
 *  API Gateway keeps it for the next requests of the caller, whatever their path. */
export const handler = middy<APIGatewayTokenAuthorizerEvent, APIGatewayAuthorizerResult>()
  .use(injectLambdaContext(log))
  .handler(async ({ authorizationToken, methodArn }) => {
    const credential = bearerOf(authorizationToken);
    const context = credential === undefined ? undefined : await contextOf(credential).catch(failed);
    if (context === undefined) {
      log.info('unauthorized');
      throw new Unauthorized();
    }
    const [api, stage] = methodArn.split('/');
    log.info('authorized', { kind: context.kind });
    return {
      principalId: context.keyId ?? 'portal',
      usageIdentifierKey: laneIn(context),
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${api}/${stage}/*` }],
      },
      context,
    };
  });

/** API Gateway limits the requests of each lane. */
const laneIn = ({ keyId, customerId = '' }: CallerContext): string => {
  const prefix = environment(lanePrefixVariable);
  return keyId === undefined ? laneOf('portal', customerId, prefix) : laneOf('key', keyId, prefix);
};

/** Counts a failure. An unknown caller is none, but a table or a secret out of reach is. */
const failed = (error: unknown): never => {
  log.error('authorizer failed', { error });
  countFailure();
  throw error;
};

/** What the API's handlers are told about the caller. */
type CallerContext = Readonly<Record<string, string>>;

/** The caller with the keys that seal its cursors. So no function that answers lists has to read a secret. */
const contextOf = async (credential: string): Promise<CallerContext | undefined> => {
  const known = await identify(credential);
  if (known === undefined) return undefined;
  const { caller, ...more } = known;
  return { ...authorizerContext(caller), ...cursorKeys(caller, await rotatedSecret(portalSecretVariable)), ...more };
};

/** Lists that were begun before a rotation of the secret are read on with the previous key. */
const cursorKeys = (caller: Caller, { current, previous }: RotatedSecret): CallerContext => ({
  cursorKey: cursorKeyOf(caller, bytesOf(current)),
  ...(previous === null ? {} : { previousCursorKey: cursorKeyOf(caller, bytesOf(previous)) }),
});

interface Known {
  readonly caller: Caller;
  readonly expiresAt?: Instant;
}

/** Tells keys and portal tokens apart: a token is a JWT, which has three parts with dots between them, and a key has
 *  no dots. */
const identify = (credential: string): Promise<Known | undefined> =>
  credential.split('.').length === 3 ? identifyCustomer(credential) : identifyKey(credential);

const identifyKey = async (credential: string): Promise<Known | undefined> => {
  const hash = keyHash(credential);
  const key = await findApiKey(hash);
  if (key !== undefined) return knownBy(key, wallClock());
  const admin = keyHash(await secret(adminKeyVariable));
  const isAdmin = timingSafeEqual(Buffer.from(hash), Buffer.from(admin));
  return isAdmin ? { caller: { kind: 'key', keyId: 'key_admin', scopes: ['admin'] } } : undefined;
};

/** Nothing for a key that was revoked or has expired. API Gateway keeps the context for minutes, so the handlers are told when the key
 *  ends. */
const knownBy = ({ id, scopes, expiresAt, revokedAt }: ApiKey, now: Instant): Known | undefined => {
  if (revokedAt !== null || (expiresAt !== null && expiresAt <= now)) return undefined;
  const caller: Caller = { kind: 'key', keyId: id, scopes };
  return expiresAt === null ? { caller } : { caller, expiresAt };
};

const identifyCustomer = async (token: string): Promise<Known | undefined> => {
  const known = await verified(token, await rotatedSecret(portalSecretVariable));
  const grant = known === 'unknown_signer' ? await verified(token, await rereadSecret(portalSecretVariable)) : known;
  if (grant === undefined || grant === 'unknown_signer') return undefined;
  return { caller: { kind: 'portal', customerId: grant.customerId }, expiresAt: grant.expiresAt };
};

const verified = (token: string, { current, previous }: RotatedSecret) =>
  verifyPortalToken(token, (previous === null ? [current] : [current, previous]).map(bytesOf), wallClock());

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
