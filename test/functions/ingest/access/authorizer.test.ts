import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { keyHash } from '../../../../functions/ingest/access/api-key.ts';
import { handler } from '../../../../functions/ingest/access/authorizer.handler.ts';
import { laneOf } from '../../../../functions/ingest/access/lane.ts';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { fromMilliseconds } from '../../../../functions/kernel/instant.ts';
import { cursorKeyOf } from '../../../../functions/platform/http/cursor-seal.ts';
import { signPortalToken } from '../../../../functions/platform/http/portal-token.ts';
import { documents } from '../../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { lambdaContext } from '../../platform/http-event.ts';

const items = mockClient(documents);
const secrets = mockClient(SecretsManagerClient);
const adminKey = 'a'.repeat(43);
const portalSecret = 'p'.repeat(43);
const secretBytes = new TextEncoder().encode(portalSecret);
const stored = { id: 'key_1', name: 'k', scopes: ['ingest', 'read'], createdAt: '2026-10-01T00:00:00.000Z' };

const authorize = (authorizationToken: string) =>
  handler(
    { type: 'TOKEN', authorizationToken, methodArn: 'arn:aws:execute-api:eu-west-1:1:api/v1/GET/meters/a/b' },
    lambdaContext,
  );
const portalToken = (validMinutes: number, secret = portalSecret) =>
  signPortalToken(
    {
      customerId: customerId('cust_8821'),
      issuedAt: fromMilliseconds(Date.now() - 3_600_000),
      expiresAt: fromMilliseconds(Date.now() + validMinutes * 60_000),
    },
    new TextEncoder().encode(secret),
  );

beforeEach(() => {
  items.reset();
  secrets.reset();
  vi.stubEnv('ACCESS_TABLE', 'access');
  vi.stubEnv('ADMIN_KEY_SECRET', 'arn:admin');
  vi.stubEnv('PORTAL_SECRET', 'arn:portal');
  vi.stubEnv('LANE_PREFIX', 'stack');
  items.on(GetCommand).resolves({});
  items.on(GetCommand, { Key: { pk: `KEY#${keyHash('ml_good')}` } }).resolves({ Item: { ...stored, revokedAt: null } });
  items
    .on(GetCommand, { Key: { pk: `KEY#${keyHash('ml_revoked')}` } })
    .resolves({ Item: { ...stored, revokedAt: '2026-10-02T00:00:00.000Z' } });
  for (const [name, expiresAt] of [
    ['ml_expired', '2026-10-02T00:00:00.000Z'],
    ['ml_ending', '2126-10-02T00:00:00.000Z'],
  ]) {
    const Item = { ...stored, expiresAt, revokedAt: null };
    items.on(GetCommand, { Key: { pk: `KEY#${keyHash(name ?? '')}` } }).resolves({ Item });
  }
  secrets.on(GetSecretValueCommand, { SecretId: 'arn:admin' }).resolves({ SecretString: adminKey });
  secrets.on(GetSecretValueCommand, { SecretId: 'arn:portal' }).resolves({ SecretString: portalSecret });
  secrets
    .on(GetSecretValueCommand, { SecretId: 'arn:portal', VersionStage: 'AWSPREVIOUS' })
    .rejects(new ResourceNotFoundException({ message: 'AWSPREVIOUS', $metadata: {} }));
});

describe('the authorizer says who calls', () => {
  it('a key, with its scopes', async () => {
    expect(await authorize('Bearer ml_good')).toMatchObject({
      principalId: 'key_1',
      context: { kind: 'key', keyId: 'key_1', scopes: 'ingest read' },
    });
  });

  it('a key that is to expire, with its end, since API Gateway keeps the answer', async () => {
    expect((await authorize('Bearer ml_ending')).context).toMatchObject({
      ...{ kind: 'key', keyId: 'key_1', scopes: 'ingest read' },
      expiresAt: '2126-10-02T00:00:00.000Z',
    });
  });

  it('the admin key of the deployment', async () => {
    expect(await authorize(`Bearer ${adminKey}`)).toMatchObject({ context: { keyId: 'key_admin', scopes: 'admin' } });
  });

  it('a customer, by a portal token, and with no scope', async () => {
    const { context } = await authorize(`Bearer ${await portalToken(5)}`);
    expect(context).toEqual({
      ...{ kind: 'portal', customerId: 'cust_8821', expiresAt: expect.stringMatching(/^20.*Z$/) },
      cursorKey: cursorKeyOf({ kind: 'portal', customerId: customerId('cust_8821') }, secretBytes),
    });
  });

  it('with a key for cursors, which all API keys share and no portal link has', async () => {
    const key = cursorKeyOf({ kind: 'key', keyId: 'any', scopes: [] }, secretBytes);
    expect((await authorize('Bearer ml_good')).context).toMatchObject({ cursorKey: key });
    expect((await authorize(`Bearer ${adminKey}`)).context).toMatchObject({ cursorKey: key });
    expect((await authorize(`Bearer ${await portalToken(5)}`)).context?.cursorKey).not.toBe(key);
  });

  it('for the whole stage, since API Gateway keeps the answer for other paths, and for no other stage', async () => {
    const { policyDocument } = await authorize('Bearer ml_good');
    expect(policyDocument.Statement).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: 'arn:aws:execute-api:eu-west-1:1:api/v1/*' },
    ]);
  });

  it('with the lane in which API Gateway limits its requests: a key has one of its own kind, and so has a customer', async () => {
    expect((await authorize('Bearer ml_good')).usageIdentifierKey).toBe(laneOf('key', 'key_1', 'stack'));
    const { usageIdentifierKey } = await authorize(`Bearer ${await portalToken(5)}`);
    expect(usageIdentifierKey).toBe(laneOf('portal', 'cust_8821', 'stack'));
  });

  it('by a strongly consistent read: a key works from its making on', async () => {
    await authorize('Bearer ml_good');
    expect(items.commandCalls(GetCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
  });
});

describe('all others are 401: API Gateway reads just this message', () => {
  it.each([
    ['a wrong key', 'Bearer ml_wrong'],
    ['a revoked key', 'Bearer ml_revoked'],
    ['a key that has expired', 'Bearer ml_expired'],
    ['nothing', ''],
    ['another scheme', 'Basic bWxfZ29vZA=='],
    ['a key without its scheme', 'ml_good'],
    ['the admin key but for its last letter', `Bearer ${adminKey.slice(1)}b`],
    ['the stored hash of a key', `Bearer ${keyHash('ml_good')}`],
    ['the name of its item', `Bearer KEY#${keyHash('ml_good')}`],
    ['no token, though of three parts', 'Bearer a.b.c'],
  ])('%s', async (_, header) => {
    await expect(authorize(header)).rejects.toThrow(/^Unauthorized$/);
  });

  it('an expired portal token, and one of another signer', async () => {
    await expect(authorize(`Bearer ${await portalToken(-1)}`)).rejects.toThrow(/^Unauthorized$/);
    await expect(authorize(`Bearer ${await portalToken(5, adminKey)}`)).rejects.toThrow(/^Unauthorized$/);
  });

  it('an outage is not taken for a wrong key', async () => {
    items.on(GetCommand).rejects(new Error('throttled'));
    await expect(authorize('Bearer ml_good')).rejects.toThrow('throttled');
  });
});
