import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as credits } from '../../../../functions/invoice/credit/credits.handler.ts';
import { handler } from '../../../../functions/invoice/credit-note/credit-notes.handler.ts';
import type { Invoice } from '../../../../functions/invoice/invoice.ts';
import { requireInvoice } from '../../../../functions/invoice/store/invoice-store.ts';
import { customerId, invoiceId } from '../../../../functions/kernel/ids.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { httpEvent, lambdaContext } from '../../platform/http-event.ts';
import { BillingWorld } from '../billing-world.ts';
import { dollars, draftOf, openOf } from '../issued.ts';
import { customer, minutes, planOf, subscription } from '../transcoding.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
vi.mock('../../../../functions/platform/http/idempotency.ts', async (original) => ({
  ...(await original<typeof import('../../../../functions/platform/http/idempotency.ts')>()),
  once: async (...[, , , , call]: readonly [unknown, unknown, unknown, unknown, () => unknown]) => call(),
}));

const admin: Caller = { kind: 'key', keyId: 'key_1', scopes: ['admin'] };
const own: Caller = { kind: 'portal', customerId: customer.id };
const other: Caller = { kind: 'portal', customerId: customerId('somebody_else') };
const vat = { taxes: ['0.19'] };
/** 100.00 + 19.00 = 119.00. */
const open = openOf([{ amount: '100.00', quantity: '4' }], vat);
const paid: Invoice = {
  ...draftOf([{ amount: '100.00' }], vat),
  ...{ status: 'paid', number: 'INV-000001', issuedAt: open.createdAt, paidAt: open.createdAt, paymentId: 'pay_1' },
  ...{ amountPaid: dollars('119.00'), amountRemaining: dollars('0.00') },
};

let world: BillingWorld;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-02T00:00:00Z') });
  world = new BillingWorld();
  vi.stubEnv('CREDIT_NOTE_PREFIX', 'CN');
  world.add(customer, subscription, planOf(minutes));
  world.keepInvoice(open);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const route = '/invoices/{invoiceId}/credit-notes';
const parameters = { invoiceId: open.id };
const read = async (
  on: string,
  { caller = admin, more = {} }: { caller?: Caller; more?: Record<string, string> } = {},
) => {
  const event = httpEvent({ route: `GET ${on}`, caller, parameters: { ...parameters, ...more } });
  const { statusCode, body } = await handler(event, lambdaContext);
  return { status: statusCode, json: JSON.parse(body) };
};
const credit = async (body: unknown, { key, caller = admin }: { key?: string; caller?: Caller } = {}) => {
  const headers = key === undefined ? {} : { 'Idempotency-Key': key };
  const event = httpEvent({ route: `POST ${route}`, caller, parameters, body, headers });
  const answer = await handler(event, lambdaContext);
  return { status: answer.statusCode, json: JSON.parse(answer.body) };
};
const standing = async () => {
  const { status, amountCredited, amountRemaining } = await requireInvoice(open.id);
  return [status, settledToWire(amountCredited), settledToWire(amountRemaining)];
};
const balances = async () => {
  const event = httpEvent({
    ...{ route: 'GET /customers/{customerId}/balance', caller: admin, parameters: { customerId: customer.id } },
  });
  return JSON.parse((await credits(event, lambdaContext)).body);
};

const reason = 'Outage on 14 October';

describe('a credit note on an open invoice', () => {
  it('takes off what is still to be paid: 119.00 - 59.50 = 59.50', async () => {
    const { status, json } = await credit({ reason, lines: [{ lineId: 'line_1', quantity: '2' }] });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      ...{ number: 'CN-000001', invoiceId: open.id, invoiceNumber: 'INV-000001', customerId: customer.id, reason },
      lines: [{ lineId: 'line_1', description: 'Charge 1', quantity: '2', amount: '50.00' }],
      taxes: [{ name: 'Tax 1', fraction: '0.19', base: '50.00', amount: '9.50' }],
      ...{ subtotal: '50.00', tax: '9.50', total: '59.50', toInvoice: '59.50', toBalance: '0.00' },
      ...{ customer: { name: 'Clip & Sons' }, currency: 'USD', issuedAt: '2026-11-02T00:00:00.000Z' },
    });
    expect(await standing()).toEqual(['open', '59.50', '59.50']);
    expect(world.heard).toMatchObject([{ creditNoteNumber: 'CN-000001', amountRemaining: '59.50' }]);
    expect((await balances()).balances).toEqual([]);
  });

  it('of all of it: nothing remains, and the invoice is paid without a payment', async () => {
    await credit({ reason, amount: '19.00' });
    const { json } = await credit({ reason, full: true });
    expect(json).toMatchObject({ number: 'CN-000002', total: '100.00', tax: '15.97' });
    expect(await standing()).toEqual(['paid', '119.00', '0.00']);
    expect(await requireInvoice(open.id)).toMatchObject({ paymentId: null, paidAt: '2026-11-02T00:00:00.000Z' });
    expect(world.announcements.map((id) => id.split('#')[0])).toEqual([
      'invoice.credited',
      'invoice.credited',
      'invoice.paid',
    ]);
  });

  it('the same key makes one, and tells of it again', async () => {
    const first = await credit({ reason, amount: '19.00' }, { key: 'k' });
    const second = await credit({ reason, amount: '19.00' }, { key: 'k' });
    expect(second.json).toEqual(first.json);
    expect(await standing()).toEqual(['open', '19.00', '100.00']);
    expect(new Set(world.announcements).size).toBe(1);
    expect(world.announcements).toHaveLength(2);
  });

  it('many at once: numbers are gapless, and never more than the invoice is taken back', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => credit({ reason, amount: '30.00' })));
    const made = answers.filter(({ status }) => status === 201).map(({ json }) => json.number);
    expect(made.toSorted()).toEqual(['CN-000001', 'CN-000002', 'CN-000003']);
    const refused = answers.filter(({ status }) => status !== 201).map(({ json }) => json.code);
    expect(refused).toEqual(['credit_exceeds_invoice', 'credit_exceeds_invoice']);
    expect(await standing()).toEqual(['open', '90.00', '29.00']);
  });
});

describe('a credit note on a paid invoice', () => {
  it('becomes balance, all of it', async () => {
    world.keepInvoice(paid);
    const { json } = await credit({ reason, amount: '59.50' });
    expect(json).toMatchObject({ toInvoice: '0.00', toBalance: '59.50' });
    expect(await standing()).toEqual(['paid', '59.50', '0.00']);
    expect(await balances()).toMatchObject({
      balances: [{ currency: 'USD', balance: '59.50' }],
      data: [{ kind: 'credit_note', creditNoteId: json.id, invoiceId: open.id, amount: '59.50', after: '59.50' }],
    });
    expect(world.announcements).toEqual([`invoice.credited#${json.id}`]);
  });

  it('paid in part by credit: 119.00 of which 20.00 are open become 20.00 off the invoice and 99.00 of balance', async () => {
    world.keepInvoice({ ...open, amountDue: dollars('20.00'), amountRemaining: dollars('20.00') });
    const { json } = await credit({ reason, full: true });
    expect(json).toMatchObject({ total: '119.00', toInvoice: '20.00', toBalance: '99.00' });
    expect(await standing()).toEqual(['paid', '119.00', '0.00']);
  });

  it('given up: what was owed is not any more', async () => {
    const { createdAt: at } = open;
    const issued = { number: 'INV-000001', issuedAt: at };
    world.keepInvoice({
      ...draftOf([{ amount: '100.00' }], vat),
      ...issued,
      status: 'uncollectible',
      uncollectibleAt: at,
    });
    await credit({ reason, amount: '19.00' });
    expect(await standing()).toEqual(['uncollectible', '19.00', '100.00']);
    await credit({ reason, full: true });
    expect(await standing()).toEqual(['paid', '119.00', '0.00']);
  });
});

describe('refused, with code and place', () => {
  it.each([
    [{ amount: '1.00' }, 'required', '/reason'],
    [{ reason }, 'full_amount_or_lines', ''],
    [{ reason, full: true, amount: '1.00' }, 'full_amount_or_lines', ''],
    [{ reason, full: false }, 'invalid_value', '/full'],
    [{ reason, lines: [] }, 'credit_note_empty', '/lines'],
    [{ reason, amount: '119.01' }, 'credit_exceeds_invoice', '/amount'],
    [{ reason, amount: '0.00' }, 'amount_not_positive', '/amount'],
    [{ reason, amount: '0.001' }, 'amount_not_settled', '/amount'],
    [{ reason, lines: [{ lineId: 'line_2' }] }, 'unknown_line', '/lines/0/lineId'],
    [{ reason, lines: [{ lineId: 'line_1', amount: '100.01' }] }, 'credit_exceeds_line', '/lines/0/amount'],
    [{ reason, lines: [{ lineId: 'line_1', amount: '1', quantity: '1' }] }, 'amount_or_quantity', '/lines/0'],
  ])('%j: %s at "%s"', async (body, code, pointer) => {
    const { status, json } = await credit(body);
    expect([status, json.code, json.pointer]).toEqual([400, code, pointer]);
    expect(await standing()).toEqual(['open', '0.00', '119.00']);
  });

  it('a draft and a void invoice: there is nothing to take back', async () => {
    world.keepInvoice(draftOf([{ amount: '100.00' }]));
    expect((await credit({ reason, full: true })).json.code).toBe('invoice_not_creditable');
    world.keepInvoice({ ...paid, status: 'void', voidedAt: open.createdAt, voidReason: null, replacedBy: null });
    const { status, json } = await credit({ reason, full: true });
    expect([status, json.code]).toEqual([409, 'invoice_not_creditable']);
  });

  it('more than 200 on one invoice: they are read together', async () => {
    const { json: first } = await credit({ reason: 'r', amount: '0.05' });
    const item = world.items.get(`invoices|INVOICE#${open.id}|CREDIT_NOTE#${first.id}`);
    for (let at = 2; at <= 200; at += 1) {
      const sk = `CREDIT_NOTE#cn_${at}`;
      world.items.set(`invoices|INVOICE#${open.id}|${sk}`, { ...item, sk });
    }
    const before = await standing();
    const { status, json } = await credit({ reason: 'r', amount: '0.05' });
    expect([status, json.code, await standing()]).toEqual([409, 'too_many_credit_notes', before]);
  });

  it('what is all taken back already', async () => {
    await credit({ reason, full: true });
    const { status, json } = await credit({ reason, full: true });
    expect([status, json.code, json.pointer]).toEqual([400, 'credit_note_empty', '/full']);
  });
});

describe("who sees an invoice's credit notes", () => {
  it('its customer, nobody else; in the order of their making', async () => {
    const first = (await credit({ reason, amount: '1.00' })).json;
    const second = (await credit({ reason, amount: '2.00' })).json;
    expect((await read(route)).json).toEqual({ data: [first, second], nextCursor: null });
    const more = { creditNoteId: first.id };
    expect((await read(`${route}/{creditNoteId}`, { caller: own, more })).json).toEqual(first);
    expect((await read(`${route}/{creditNoteId}`, { caller: other, more })).status).toBe(404);
    expect((await read(route, { caller: other })).status).toBe(404);
    expect((await credit({ reason, full: true }, { caller: own })).status).toBe(403);
  });

  it('one that is not there: not found', async () => {
    const { status, json } = await read(`${route}/{creditNoteId}`, { more: { creditNoteId: 'cn_none' } });
    expect([status, json.code]).toEqual([404, 'credit_note_not_found']);
  });

  it("all, a customer's, newest first and in pages; invoices are not among them", async () => {
    world.keepInvoice({ ...open, id: invoiceId('inv_2') });
    const first = (await credit({ reason, amount: '1.00' })).json;
    vi.setSystemTime(Date.parse('2026-11-03T00:00:00Z'));
    const second = (await credit({ reason, amount: '2.00' })).json;
    expect((await read('/credit-notes')).json).toEqual({ data: [second, first], nextCursor: null });
    const { json } = await read('/credit-notes?customerId=cust_8821&limit=1');
    expect(json.data).toEqual([second]);
    const next = await read(`/credit-notes?customerId=cust_8821&limit=1&cursor=${json.nextCursor}`);
    expect(next.json).toEqual({ data: [first], nextCursor: null });
    expect((await read('/credit-notes?customerId=cust_8821', { caller: other })).json.data).toEqual([]);
    expect((await read('/credit-notes', { caller: own })).json.data).toEqual([second, first]);
  });
});

describe('a credit note to read', () => {
  it('as a page, in the buyer’s language or another; nobody sees another’s', async () => {
    const { json } = await credit({ lines: [{ lineId: 'line_1', quantity: '1' }], reason: 'Outage' });
    const page = async (caller: Caller, query = '') => {
      const of = { ...parameters, creditNoteId: `${json.id}.html` };
      return handler(
        httpEvent({ route: `GET ${route}/{creditNoteId}${query}`, caller, parameters: of }),
        lambdaContext,
      );
    };
    const { statusCode, headers, body } = await page(own);
    expect([statusCode, headers?.['content-language']]).toEqual([200, 'en']);
    expect(body).toContain(`Credit note ${json.number}`);
    expect(body).toContain('Corrects invoice');
    expect((await page(own, '?locale=de')).body).toContain(`Rechnungskorrektur ${json.number}`);
    expect((await page(other)).statusCode).toBe(404);
  });
});

describe('an invoice whose lines change very many earlier invoices, as that of a large family may', () => {
  /** 100.00, less 0.01 of each of the earlier ones. */
  const changing = (count: number): void => {
    const earlier = Array.from({ length: count }, (_, index) => invoiceId(`inv_earlier_${index}`));
    for (const id of earlier) world.keepInvoice({ ...paid, id });
    const rests = earlier.map((of, index) => ({
      ...({ kind: 'credit', adjusts: null, id: `line_${index + 2}`, amount: dollars('-0.01') } as const),
      givesBack: { invoiceId: of, number: 'INV-000001', lineId: 'line_1' },
    }));
    const [line] = open.lines;
    if (line === undefined) throw new TypeError('one line');
    world.keepInvoice({ ...open, lines: [line, ...rests.map((rest) => ({ ...line, ...rest }))] });
  };

  it('90 go into the transaction of a note, which fails where something else comes back of one of them', async () => {
    changing(90);
    const sizes: number[] = [];
    world.transacted = (actions) => sizes.push(actions);
    expect((await credit({ reason: 'wrong', amount: '10.00' })).status).toBe(201);
    expect(Math.max(...sizes)).toBe(93);
  });

  it('one more is refused, before anything is written', async () => {
    changing(91);
    const { status, json } = await credit({ reason: 'wrong', amount: '10.00' });
    expect([status, json.code]).toEqual([409, 'credit_note_too_wide']);
    expect(await requireInvoice(open.id)).toMatchObject({ revision: open.revision, amountCredited: dollars('0.00') });
  });
});
