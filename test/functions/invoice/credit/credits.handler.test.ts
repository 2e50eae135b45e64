import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../../functions/invoice/credit/credits.handler.ts';
import { customerId } from '../../../../functions/kernel/ids.ts';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { httpEvent, lambdaContext } from '../../platform/http-event.ts';
import { BillingWorld } from '../billing-world.ts';
import { customer, minutes, planOf, subscription } from '../transcoding.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
vi.mock('../../../../functions/platform/http/idempotency.ts', async (original) => ({
  ...(await original<typeof import('../../../../functions/platform/http/idempotency.ts')>()),
  once: async (...[, , , , call]: readonly [unknown, unknown, unknown, unknown, () => unknown]) => call(),
}));

const admin: Caller = { kind: 'key', keyId: 'key_1', scopes: ['admin'] };
const own: Caller = { kind: 'portal', customerId: customer.id };
const other: Caller = { kind: 'portal', customerId: customerId('somebody_else') };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-02T00:00:00Z') });
  const world = new BillingWorld();
  world.add(customer, subscription, planOf(minutes));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

interface Call {
  readonly caller?: Caller;
  readonly body?: unknown;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly key?: string | undefined;
}

const call = async (route: string, { caller = admin, body, parameters = {}, key }: Call = {}) => {
  const headers = key === undefined ? {} : { 'Idempotency-Key': key };
  const { statusCode, body: text } = await handler(
    httpEvent({ route, caller, body, parameters, headers }),
    lambdaContext,
  );
  return { status: statusCode, json: JSON.parse(text) };
};

const prepaid = { customerId: 'cust_8821', amount: '100.00', currency: 'USD', name: 'Prepaid', paid: '90.00' };
const grant = async (more = {}, key?: string) => call('POST /credits', { body: { ...prepaid, ...more }, key });

describe('POST /credits', () => {
  it('gives a customer credit: what is left of it is all of it', async () => {
    const { status, json } = await grant({ expiresAt: '2027-01-01T00:00:00+01:00' });
    expect([status, json]).toEqual([
      201,
      {
        id: expect.stringMatching(/^crd_/),
        ...{ customerId: 'cust_8821', name: 'Prepaid', amount: '100.00', remaining: '100.00', currency: 'USD' },
        ...{ paid: '90.00', priority: 100, expiresAt: '2026-12-31T23:00:00.000Z', voidedAt: null },
        ...{ createdAt: '2026-11-02T00:00:00.000Z', status: 'active' },
      },
    ]);
    expect((await call('GET /credits/{creditId}', { parameters: { creditId: json.id } })).json).toEqual(json);
  });

  it('the same key makes one credit, though the first answer was lost', async () => {
    const first = await grant({}, 'order-7');
    const second = await grant({}, 'order-7');
    expect(second.json).toEqual(first.json);
    expect((await call('GET /credits?customerId=cust_8821')).json.data).toEqual([first.json]);
    expect((await grant({}, 'order-8')).json.id).not.toBe(first.json.id);
  });

  it.each([
    [{ amount: '0' }, 'amount_not_positive', '/amount'],
    [{ amount: '-1.00' }, 'amount_not_positive', '/amount'],
    [{ amount: '1.001' }, 'amount_not_settled', '/amount'],
    [{ currency: 'EUR' }, 'currency_not_billed', '/currency'],
    [{ amount: '100.5', currency: 'JPY', paid: null }, 'currency_not_billed', '/currency'],
    [{ amount: 100 }, 'not_a_decimal_string', '/amount'],
    [{ paid: '0.001' }, 'amount_not_settled', '/paid'],
    [{ currency: 'XXX' }, 'unknown_currency', '/currency'],
    [{ customerId: 'nobody' }, 'unknown_customer', '/customerId'],
    [{ expiresAt: '2026-11-02T00:00:00Z' }, 'expired_already', '/expiresAt'],
    [{ expiresAt: '2026-12-01' }, 'time_invalid', '/expiresAt'],
    [{ priority: -1 }, 'invalid_too_small', '/priority'],
    [{ size: 'L' }, 'unknown_field', '/size'],
  ])('refuses %j: %s at %s', async (more, code, pointer) => {
    const { status, json } = await grant(more);
    expect([status, json.code, json.pointer]).toEqual([400, code, pointer]);
  });
});

describe('POST /credits/{creditId}/void', () => {
  it('takes the rest back, once', async () => {
    const { json } = await grant();
    const parameters = { creditId: json.id };
    const voided = await call('POST /credits/{creditId}/void', { parameters });
    expect(voided.json).toEqual({ ...json, remaining: '0.00', status: 'void', voidedAt: '2026-11-02T00:00:00.000Z' });
    vi.setSystemTime(Date.parse('2026-11-03T00:00:00Z'));
    expect((await call('POST /credits/{creditId}/void', { parameters })).json).toEqual(voided.json);
    const { json: entries } = await call('GET /credits/{creditId}/entries', { parameters });
    expect(
      entries.data.map(({ kind, amount, after }: Record<string, string>) => [kind, amount, after]).toSorted(),
    ).toEqual([
      ['grant_voided', '-100.00', '0.00'],
      ['granted', '100.00', '100.00'],
    ]);
  });

  it('of a credit that is not there: not found', async () => {
    const { status, json } = await call('POST /credits/{creditId}/void', { parameters: { creditId: 'crd_none' } });
    expect([status, json.code]).toEqual([404, 'credit_not_found']);
  });
});

describe("who sees a customer's credits", () => {
  it('its own link, not that of another', async () => {
    const { json } = await grant();
    const parameters = { creditId: json.id };
    const read = async (caller: Caller) => (await call('GET /credits/{creditId}', { caller, parameters })).status;
    expect([await read(own), await read(other), await read(admin)]).toEqual([200, 404, 200]);
    const entries = async (caller: Caller) =>
      (await call('GET /credits/{creditId}/entries', { caller, parameters })).status;
    expect([await entries(own), await entries(other)]).toEqual([200, 404]);
    expect((await call('GET /credits?customerId=somebody_else', { caller: own })).json.data).toEqual([json]);
  });

  it('a key has to say whose', async () => {
    const { status, json } = await call('GET /credits');
    expect([status, json.code, json.pointer]).toEqual([400, 'required', '/customerId']);
  });

  it('newest first, in pages; a past one is expired', async () => {
    await grant({ name: 'first', expiresAt: '2026-11-02T12:00:00Z' });
    vi.setSystemTime(Date.parse('2026-11-03T00:00:00Z'));
    await grant({ name: 'second' });
    const { json } = await call('GET /credits?customerId=cust_8821&limit=1');
    expect(json.data).toMatchObject([{ name: 'second', status: 'active' }]);
    const next = await call(`GET /credits?customerId=cust_8821&limit=1&cursor=${json.nextCursor}`);
    expect(next.json).toMatchObject({ data: [{ name: 'first', status: 'expired' }], nextCursor: null });
  });
});

describe('/customers/{customerId}/balance', () => {
  const parameters = { customerId: 'cust_8821' };
  const adjust = async (body: unknown, key?: string) =>
    call('POST /customers/{customerId}/balance', { parameters, body, key });
  const read = async (caller: Caller = admin) => call('GET /customers/{customerId}/balance', { parameters, caller });

  it('is a ledger: 20.00 - 50.00 + 5.00 = -25.00', async () => {
    const moves = [
      ['2026-11-02T01:00:00Z', '20.00'],
      ['2026-11-02T02:00:00Z', '-50.00'],
      ['2026-11-02T03:00:00Z', '5.00'],
    ] as const;
    for (const [at, amount] of moves) {
      vi.setSystemTime(Date.parse(at));
      expect((await adjust({ amount, currency: 'USD', reason: 'Goodwill' })).status).toBe(201);
    }
    const { json } = await read();
    expect(json.balances).toEqual([{ currency: 'USD', balance: '-25.00' }]);
    expect(json.data.map(({ amount, after }: Record<string, string>) => [amount, after])).toEqual([
      ['5.00', '-25.00'],
      ['-50.00', '-30.00'],
      ['20.00', '20.00'],
    ]);
    expect(json.data[0]).toMatchObject({ kind: 'adjustment', reason: 'Goodwill', grantId: null, invoiceId: null });
  });

  it('the same key moves it once', async () => {
    const first = await adjust({ amount: '20.00', currency: 'USD', reason: 'Goodwill' }, 'k');
    expect((await adjust({ amount: '20.00', currency: 'USD', reason: 'Goodwill' }, 'k')).json).toEqual(first.json);
    expect((await read()).json.balances).toEqual([{ currency: 'USD', balance: '20.00' }]);
  });

  it('many at once: none is lost', async () => {
    await Promise.all(['1.00', '2.00', '4.00'].map((amount) => adjust({ amount, currency: 'USD', reason: 'x' })));
    expect((await read()).json.balances).toEqual([{ currency: 'USD', balance: '7.00' }]);
  });

  it.each([
    [{ amount: '0', currency: 'USD', reason: 'x' }, 'amount_is_zero', '/amount'],
    [{ amount: '0.001', currency: 'USD', reason: 'x' }, 'amount_not_settled', '/amount'],
    [{ amount: '700', currency: 'JPY', reason: 'x' }, 'currency_not_billed', '/currency'],
    [{ amount: '1', currency: 'USD', reason: ' ' }, 'invalid_too_small', '/reason'],
    [{ amount: '1', currency: 'USD' }, 'required', '/reason'],
  ])('refuses %j: %s at %s', async (body, code, pointer) => {
    const { status, json } = await adjust(body);
    expect([status, json.code, json.pointer]).toEqual([400, code, pointer]);
  });

  it("is seen by the customer's link, not by another's, and moved by neither", async () => {
    expect([(await read(own)).status, (await read(other)).status]).toEqual([200, 403]);
    const route = 'POST /customers/{customerId}/balance';
    const body = { amount: '1', currency: 'USD', reason: 'x' };
    expect((await call(route, { caller: own, parameters, body })).status).toBe(403);
  });
});
