import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as catalog } from '../../../functions/catalog/api.handler.ts';
import { handler as announce } from '../../../functions/invoice/announce.handler.ts';
import { handler as draft } from '../../../functions/invoice/draft.handler.ts';
import { handler as finalize } from '../../../functions/invoice/finalize.handler.ts';
import { handler as lifecycle } from '../../../functions/invoice/lifecycle.handler.ts';
import { decimal } from '../../../functions/money/decimal.ts';
import type { Caller } from '../../../functions/platform/caller.ts';
import { httpEvent, lambdaContext } from '../platform/http-event.ts';
import { BillingWorld, Outage } from './billing-world.ts';
import { customer, minutes, planOf, subscription } from './transcoding.ts';

vi.mock('../../../functions/meter/usage-store.ts', () => ({
  usageBetween: async () => ({
    total: decimal('3400'),
    readings: [{ start: '2026-10-01T00:00:00.000Z', group: null, sum: decimal('3400') }],
  }),
  lateCounters: async () => [],
}));
vi.mock('../../../functions/rate/metered.ts', async (original) => {
  const real = await original<typeof import('../../../functions/rate/metered.ts')>();
  return { ...real, meteredFor: () => real.plainMetered(decimal('3400')) };
});
vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
vi.mock('../../../functions/platform/idempotency.ts', async (original) => ({
  ...(await original<typeof import('../../../functions/platform/idempotency.ts')>()),
  once: async (...[, , , , call]: readonly [unknown, unknown, unknown, unknown, () => unknown]) => call(),
}));

const admin: Caller = { kind: 'key', keyId: 'key_1', scopes: ['admin'] };
const cust = { customerId: customer.id };
const period = { subscriptionId: subscription.id, periodEnd: subscription.period.end };

let world: BillingWorld;
const worldOf = (autoFinalize: boolean | null) => {
  world = new BillingWorld();
  world.add({ ...customer, autoFinalize }, subscription, planOf(minutes));
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-01T02:00:00Z') });
  worldOf(null);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const handlers = { catalog, lifecycle };
const call = async (
  of: keyof typeof handlers,
  route: string,
  parameters: Readonly<Record<string, string>> = {},
  body?: unknown,
) => {
  const answer = await handlers[of](httpEvent({ route, caller: admin, body, parameters }), lambdaContext);
  return { status: answer.statusCode, json: JSON.parse(answer.body) };
};
const change = (what: string, invoiceId: string, body?: unknown) =>
  call('lifecycle', `POST /invoices/{invoiceId}/${what}`, { invoiceId }, body);
const refusal = async (what: string, invoiceId: string, body?: unknown) => {
  const { status, json } = await change(what, invoiceId, body);
  return [status, json.code];
};
const wait = (body: object) => call('lifecycle', 'POST /customers/{customerId}/invoice-lines', cust, body);
const waiting = async () =>
  (await call('lifecycle', 'GET /customers/{customerId}/invoice-lines', cust)).json.data.map(
    ({ status, amount }: { status: string; amount: string }) => [status, amount],
  );

/** As the state machine does it; the id of the invoice. */
const close = async (): Promise<string> => {
  const { invoiceId } = await draft(period, lambdaContext);
  await finalize({ invoiceId }, lambdaContext);
  await announce({ invoiceId }, lambdaContext);
  return invoiceId;
};
const invoice = (id: string) => world.all('INVOICE').find((one) => one.id === id);
const heard = () => [...new Set(world.heard.map(({ eventId }) => eventId.split('#')[0]))];

describe('manual lines wait for the next invoice', () => {
  it('268.00 + 25.00 − 5.50 = 287.50; each is taken once, however often the close is run', async () => {
    await wait({ description: 'Setup', amount: '25.00', quantity: '1' });
    await wait({ description: 'Goodwill', amount: '-5.50' });
    const id = await close();
    await close();
    expect(invoice(id)).toMatchObject({
      total: '287.50',
      lines: [
        { kind: 'charge', amount: '268.00' },
        { kind: 'manual', chargeId: 'manual', description: 'Setup', amount: '25.00', breakdown: [{ amount: '25' }] },
        { kind: 'manual', description: 'Goodwill', amount: '-5.50' },
      ],
    });
    expect(await waiting()).toEqual([
      ['billed', '25.00'],
      ['billed', '-5.50'],
    ]);
  });

  it('a line may be taken back while it waits, and not when it is billed', async () => {
    const { json: first } = await wait({ description: 'Setup', amount: '25.00' });
    const { json: second } = await wait({ description: 'Visit', amount: '80.00' });
    const remove = (lineId: string) =>
      call('lifecycle', 'DELETE /customers/{customerId}/invoice-lines/{lineId}', { ...cust, lineId });
    expect((await remove(first.id)).json).toEqual(first);
    expect((await remove(first.id)).json.code).toBe('manual_line_not_found');
    await close();
    expect((await remove(second.id)).json.code).toBe('manual_line_billed');
  });

  it.each([
    [{ amount: '0.005' }, 'amount_not_settled', '/amount'],
    [{ amount: 5 }, 'not_a_decimal_string', '/amount'],
    [{ currency: 'EUR' }, 'currency_not_billed', '/currency'],
    [{ description: ' ' }, 'invalid_too_small', '/description'],
  ])('%j is refused', async (wrong, code, pointer) => {
    const { status, json } = await wait({ description: 'Setup', amount: '25.00', ...wrong });
    expect([status, json.code, json.pointer]).toEqual([400, code, pointer]);
  });

  it('a crash at any call of the close takes nothing twice and loses nothing', async () => {
    for (let at = 0; at < 14; at += 1) {
      worldOf(null);
      await wait({ description: 'Setup', amount: '25.00' });
      world.faults = [...Array.from({ length: at }, () => 'none' as const), at % 2 === 0 ? 'crash' : 'lost answer'];
      await close().catch((error) => {
        if (!(error instanceof Outage)) throw error;
      });
      const id = await close();
      expect([invoice(id)?.total, await waiting()]).toEqual(['293.00', [['billed', '25.00']]]);
    }
  });
});

describe('a draft is held where the customer or the stack says so', () => {
  beforeEach(() => worldOf(false));

  it('without a number, announced as held, until it is finalized', async () => {
    const id = await close();
    expect(invoice(id)).toMatchObject({ status: 'draft', number: null });
    expect(heard()).toEqual(['invoice.held']);
    const { status, json } = await change('finalize', id);
    expect([status, json.status, json.number]).toEqual([200, 'open', 'INV-000001']);
    expect(heard()).toEqual(['invoice.held', 'invoice.finalized']);
  });

  it('finalizing twice is refused', async () => {
    const id = await close();
    await change('finalize', id);
    expect(await refusal('finalize', id)).toEqual([409, 'invoice_already_final']);
  });

  it('by the stack, unless the customer says otherwise', async () => {
    vi.stubEnv('AUTO_FINALIZE', 'false');
    worldOf(null);
    expect(invoice(await close())?.status).toBe('draft');
    worldOf(true);
    expect(invoice(await close())?.status).toBe('open');
  });

  it('lines are added and taken away: 268.00 + 12.00 − 4.00, then without the 12.00', async () => {
    const id = await close();
    const { json: added } = await change('lines', id, { description: 'Visit', amount: '12.00' });
    expect(added).toMatchObject({ total: '280.00', amountDue: '280.00', revision: 1 });
    expect(added.lines.at(-1)).toMatchObject({ id: 'line_2', kind: 'manual', amount: '12.00' });
    expect((await change('lines', id, { description: 'Goodwill', amount: '-4.00' })).json.total).toBe('276.00');
    const line = { invoiceId: id, lineId: 'line_2' };
    const { json } = await call('lifecycle', 'DELETE /invoices/{invoiceId}/lines/{lineId}', line);
    expect([json.total, json.lines.map((one: { id: string }) => one.id)]).toEqual(['264.00', ['line_1', 'line_3']]);
    expect((await change('finalize', id)).json.total).toBe('264.00');
  });

  it('a line that had waited waits again when it is taken off', async () => {
    await wait({ description: 'Setup', amount: '25.00' });
    const line = { invoiceId: await close(), lineId: 'line_2' };
    await call('lifecycle', 'DELETE /invoices/{invoiceId}/lines/{lineId}', line);
    expect(await waiting()).toEqual([['waiting', '25.00']]);
  });

  it('many edits at once: none is lost', async () => {
    const id = await close();
    const amounts = ['1.00', '2.00', '4.00', '8.00'];
    await Promise.all(amounts.map((amount) => change('lines', id, { description: 'Visit', amount })));
    expect(invoice(id)).toMatchObject({ total: '283.00', revision: 4 });
  });

  it('what follows from plan and usage cannot be taken away, and nothing of a final invoice can be changed', async () => {
    const id = await close();
    const remove = async (lineId: string) =>
      (await call('lifecycle', 'DELETE /invoices/{invoiceId}/lines/{lineId}', { invoiceId: id, lineId })).json.code;
    expect([await remove('line_1'), await remove('line_9')]).toEqual(['line_not_manual', 'line_not_found']);
    await change('finalize', id);
    expect(await refusal('lines', id, { description: 'x', amount: '1' })).toEqual([409, 'invoice_not_draft']);
    expect(await remove('line_1')).toBe('invoice_not_draft');
  });
});

describe('voiding', () => {
  const why = { reason: 'wrong address' };

  it('an open invoice is void, with the reason; told as often as it is asked', async () => {
    const id = await close();
    const { status, json } = await change('void', id, why);
    expect([status, json]).toMatchObject([
      200,
      { status: 'void', number: 'INV-000001', voidReason: 'wrong address', replacedBy: null },
    ]);
    expect(await refusal('void', id, why)).toEqual([409, 'invoice_already_void']);
    expect(heard()).toEqual(['invoice.finalized', 'invoice.voided']);
  });

  it('a paid one is refused, and so is a draft', async () => {
    const id = await close();
    await change('pay', id, { reference: 'transfer 7' });
    expect(await refusal('void', id, why)).toEqual([409, 'invoice_paid']);
    worldOf(false);
    expect(await refusal('void', await close(), why)).toEqual([409, 'invoice_not_final']);
    expect(await refusal('void', 'inv_none', why)).toEqual([404, 'invoice_not_found']);
    expect(await refusal('void', 'inv_none', {})).toEqual([400, 'required']);
  });

  it('with a replacement: a draft of the same lines, which gets a number of its own', async () => {
    const id = await close();
    const { json: before } = await change('void', id, { ...why, replace: true });
    const replacement = invoice(before.replacedBy);
    expect(replacement).toMatchObject({ status: 'draft', number: null, replaces: id, total: '268.00' });
    await change('lines', before.replacedBy, { description: 'Correction', amount: '-68.00' });
    const { json: after } = await change('finalize', before.replacedBy);
    expect(after).toMatchObject({ status: 'open', number: 'INV-000002', total: '200.00', replaces: id });
  });

  it('gives back the lines that had waited, unless a replacement keeps them', async () => {
    await wait({ description: 'Setup', amount: '25.00' });
    const id = await close();
    const { json } = await change('void', id, { ...why, replace: true });
    expect(await waiting()).toEqual([['billed', '25.00']]);
    await change('finalize', json.replacedBy);
    await change('void', json.replacedBy, why);
    expect(await waiting()).toEqual([['waiting', '25.00']]);
  });

  it('gives back the period of a discount, unless a replacement keeps it', async () => {
    const half = { id: 'HALF', percentOff: '50', duration: 'periods', periods: 3 };
    await call('catalog', 'POST /coupons', {}, half);
    const startAt = '2026-10-15T00:00:00Z';
    await call('catalog', 'POST /customers/{customerId}/coupons', cust, { couponId: 'HALF', startAt });
    const left = async () =>
      (await call('catalog', 'GET /customers/{customerId}/coupons', cust)).json.data[0].periodsLeft;
    const id = await close();
    await close();
    expect(invoice(id)).toMatchObject({ discount: '134.00', total: '134.00', lines: [{ discount: '134.00' }] });
    expect(await left()).toBe(2);
    const { json } = await change('void', id, { ...why, replace: true });
    expect([await left(), invoice(json.replacedBy)?.total]).toEqual([2, '134.00']);
    await change('finalize', json.replacedBy);
    await change('void', json.replacedBy, why);
    expect(await left()).toBe(3);
  });

  it('a crash in between: the same request again does what was left', async () => {
    for (let at = 0; at < 10; at += 1) {
      worldOf(null);
      await wait({ description: 'Setup', amount: '25.00' });
      const id = await close();
      world.faults = [...Array.from({ length: at }, () => 'none' as const), 'crash'];
      await change('void', id, why);
      world.faults = [];
      await change('void', id, why);
      expect([invoice(id)?.status, await waiting(), heard().at(-1)]).toEqual([
        'void',
        [['waiting', '25.00']],
        'invoice.voided',
      ]);
    }
  });
});

describe('paid elsewhere', () => {
  it('is paid by its reference, at its time; again by the same one changes nothing', async () => {
    const id = await close();
    const payment = { reference: 'transfer 7', paidAt: '2026-11-05T00:00:00Z' };
    const { status, json } = await change('pay', id, payment);
    expect([status, json]).toMatchObject([
      200,
      { status: 'paid', paymentId: 'transfer 7', paidAt: '2026-11-05T00:00:00.000Z' },
    ]);
    expect((await change('pay', id, payment)).json).toEqual(json);
    expect(await refusal('pay', id, { reference: 'transfer 8' })).toEqual([409, 'invoice_paid']);
    expect(heard()).toEqual(['invoice.finalized', 'invoice.paid']);
  });

  it('not a draft, and not what is void', async () => {
    const id = await close();
    await change('void', id, { reason: 'wrong' });
    expect(await refusal('pay', id, { reference: 'transfer 7' })).toEqual([409, 'invoice_not_open']);
    worldOf(false);
    expect(await refusal('pay', await close(), { reference: 'transfer 7' })).toEqual([409, 'invoice_not_final']);
  });
});
