import { PutSecretValueCommand, UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as authorizer } from '../../../../functions/ingest/access/authorizer.handler.ts';
import { handler } from '../../../../functions/ingest/access/rotate-secret.handler.ts';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { fromMilliseconds } from '../../../../functions/kernel/instant.ts';
import { cursorKeyOf } from '../../../../functions/platform/http/cursor-seal.ts';
import { signPortalToken } from '../../../../functions/platform/http/portal-token.ts';
import { documents } from '../../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { FakeSecret } from '../../platform/fake-secret.ts';
import { lambdaContext } from '../../platform/http-event.ts';

const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
const first = 'p'.repeat(43);
let secret: FakeSecret;
/** Each test begins an hour after the one before, when nothing is known any more that was read in that. */
let hours = 0;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 * hours });
  hours += 1;
  secret = new FakeSecret(first);
  mockClient(documents).on(GetCommand).resolves({});
  vi.stubEnv('ACCESS_TABLE', 'access');
  vi.stubEnv('ADMIN_KEY_SECRET', 'arn:admin');
  vi.stubEnv('PORTAL_SECRET', 'arn:portal');
  vi.stubEnv('LANE_PREFIX', 'stack');
});
afterEach(() => {
  vi.useRealTimers();
});

const step = (Step: string, ClientRequestToken: string) =>
  handler({ Step, SecretId: 'arn:portal', ClientRequestToken }, lambdaContext);
const rotate = async (version: string) => {
  for (const one of steps) await step(one, version);
};

describe('a rotation makes a new secret current, and the one of before the previous one', () => {
  it('of 256 random bits, as 43 letters', async () => {
    await rotate('second');
    expect(secret.at('AWSCURRENT')).toMatch(/^[\w-]{43}$/);
    expect(secret.at('AWSCURRENT')).not.toBe(first);
    expect(secret.at('AWSPREVIOUS')).toBe(first);
  });

  it('once, though each of its steps runs twice', async () => {
    for (const one of steps) for (const _ of ['once', 'again']) await step(one, 'second');
    expect(secret.client.commandCalls(PutSecretValueCommand)).toHaveLength(1);
    expect(secret.client.commandCalls(UpdateSecretVersionStageCommand)).toHaveLength(1);
    expect(secret.at('AWSPREVIOUS')).toBe(first);
  });

  it('two of them forget the first secret', async () => {
    await rotate('second');
    const second = secret.at('AWSCURRENT');
    await rotate('third');
    expect(secret.at('AWSPREVIOUS')).toBe(second);
  });

  it('one that broke off changes nothing that is used, and the next one goes on', async () => {
    await step('createSecret', 'second');
    expect([secret.at('AWSCURRENT'), secret.at('AWSPREVIOUS')]).toEqual([first, undefined]);
    await rotate('third');
    expect(secret.at('AWSPREVIOUS')).toBe(first);
  });

  it('a secret that is too short to sign with does not become current', async () => {
    secret.client.on(PutSecretValueCommand).callsFake(() => ({}));
    await expect(step('testSecret', 'second')).rejects.toThrow();
    expect(secret.at('AWSCURRENT')).toBe(first);
  });

  it('what is no step is refused', async () => {
    await expect(step('dropSecret', 'second')).rejects.toMatchObject({ kind: 'invalid' });
  });
});

const link = (text = secret.at('AWSCURRENT') ?? '') =>
  signPortalToken(
    {
      customerId: customerId('cust_8821'),
      issuedAt: fromMilliseconds(Date.now()),
      expiresAt: fromMilliseconds(Date.now() + 3_600_000),
    },
    new TextEncoder().encode(text),
  );
const open = (token: string) =>
  authorizer(
    {
      type: 'TOKEN',
      authorizationToken: `Bearer ${token}`,
      methodArn: 'arn:aws:execute-api:eu-west-1:1:api/v1/GET/a',
    },
    lambdaContext,
  );
const opened = async (token: string) => (await open(token)).context?.customerId;
const cursorKey = (text = '') =>
  cursorKeyOf({ kind: 'portal', customerId: customerId('cust_8821') }, new TextEncoder().encode(text));

describe('a link that is out', () => {
  it('outlives a rotation, also where the authorizer asks only afterwards; lists are read on', async () => {
    const before = await link();
    expect((await open(before)).context?.previousCursorKey).toBeUndefined();
    await rotate('second');
    expect(await opened(before)).toBe('cust_8821');
    vi.advanceTimersByTime(300_000);
    expect((await open(before)).context).toMatchObject({
      customerId: 'cust_8821',
      cursorKey: cursorKey(secret.at('AWSCURRENT')),
      previousCursorKey: cursorKey(first),
    });
  });

  it('is good while a rotation is under way', async () => {
    const before = await link();
    await step('createSecret', 'second');
    expect(await opened(before)).toBe('cust_8821');
    await expect(open(await link(secret.at('AWSPENDING')))).rejects.toThrow(/^Unauthorized$/);
  });

  it('of the new secret is good at once, though the authorizer has just read the old one', async () => {
    await opened(await link());
    await rotate('second');
    vi.advanceTimersByTime(10_000);
    expect(await opened(await link())).toBe('cust_8821');
  });

  it('ends with the second rotation', async () => {
    const before = await link();
    await rotate('second');
    await rotate('third');
    await expect(open(before)).rejects.toThrow(/^Unauthorized$/);
  });
});

it('a hundred forged links within ten seconds make it read the secret once more, and a good one still opens', async () => {
  await opened(await link());
  vi.advanceTimersByTime(10_000);
  const read = secret.reads();
  const forged = await link('f'.repeat(43));
  for (let at = 0; at < 100; at += 1) {
    await expect(open(forged)).rejects.toThrow(/^Unauthorized$/);
    vi.advanceTimersByTime(99);
  }
  expect(secret.reads() - read).toBe(2);
  expect(await opened(await link())).toBe('cust_8821');
});

it('a reread that fails does not lose what was known', async () => {
  await opened(await link());
  vi.advanceTimersByTime(10_000);
  const forged = await link('f'.repeat(43));
  vi.stubEnv('PORTAL_SECRET', '');
  await expect(open(forged)).rejects.toThrow();
  expect(await opened(await link())).toBe('cust_8821');
});
