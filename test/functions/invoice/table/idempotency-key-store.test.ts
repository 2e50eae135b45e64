import '../run-mocks.ts';

import { beforeEach, describe, expect, it } from 'vitest';
import { type Asked, RequestsAtOnce } from '../requests-at-once.ts';

/** Everything that is made under an id which follows from the key: the request, and the same with another body. */
const makings: Readonly<Record<string, readonly [first: Asked, other: Asked]>> = {
  'a grant, and one for another customer': [
    ['credits', 'POST /credits', { customerId: 'cust_8821', amount: '50.00', currency: 'USD' }],
    ['credits', 'POST /credits', { customerId: 'cust_north', amount: '50.00', currency: 'USD' }],
  ],
  'a movement of the balance, and one of another amount': [
    ['credits', 'POST /customers/{customerId}/balance', { amount: '5.00', currency: 'USD', reason: 'goodwill' }],
    ['credits', 'POST /customers/{customerId}/balance', { amount: '6.00', currency: 'USD', reason: 'goodwill' }],
  ],
  'a credit note, and one of another amount': [
    ['creditNotes', 'POST /invoices/{invoiceId}/credit-notes', { amount: '10.00', reason: 'outage' }],
    ['creditNotes', 'POST /invoices/{invoiceId}/credit-notes', { amount: '20.00', reason: 'outage' }],
  ],
  'a line that waits, and one of another amount': [
    ['lifecycle', 'POST /customers/{customerId}/invoice-lines', { description: 'Visit', amount: '12.00' }],
    ['lifecycle', 'POST /customers/{customerId}/invoice-lines', { description: 'Visit', amount: '13.00' }],
  ],
  'a line of a draft, and one of another amount': [
    ['lifecycle', 'POST /invoices/{invoiceId}/lines', { description: 'Visit', amount: '12.00' }],
    ['lifecycle', 'POST /invoices/{invoiceId}/lines', { description: 'Visit', amount: '13.00' }],
  ],
};

/** The answers of requests are not remembered here, as after a day. */
describe.each(Object.entries(makings))('%s under one old key', (what, [first, other]) => {
  let all: RequestsAtOnce;
  beforeEach(async () => {
    all = await RequestsAtOnce.from(!what.includes('draft'));
  });

  it('the same body makes nothing more, and is answered with what there is', async () => {
    const { status, json } = await all.ask(first, 'key');
    expect(status).toBe(201);
    const before = all.stored();
    expect(await all.ask(first, 'key')).toEqual({ status, json });
    expect(all.stored()).toEqual(before);
  });

  it('another body is refused and makes nothing, rather than being answered with the first thing', async () => {
    await all.ask(first, 'key');
    const before = all.stored();
    const { status, json } = await all.ask(other, 'key');
    expect([status, json.code]).toEqual([409, 'idempotency_key_reused']);
    expect(all.stored()).toEqual(before);
    expect((await all.ask(other, 'another key')).json.code).not.toBe('idempotency_key_reused');
  });

  it('what was refused leaves the key free for a body that is right', async () => {
    const [of, route, body] = first;
    const wrong: Asked = [of, route, { ...Object(body), amount: '0.001' }];
    const before = all.stored();
    expect((await all.ask(wrong, 'key')).status).toBe(400);
    expect(all.stored()).toEqual(before);
    expect((await all.ask(first, 'key')).status).toBe(201);
  });

  it('met by another transaction on the way, it is made once all the same', async () => {
    all.meetsAnother();
    const { status, json } = await all.ask(first, 'key');
    expect(status).toBe(201);
    expect((await all.ask(first, 'key')).json).toEqual(json);
  });
});

describe('a line that was made and taken away since', () => {
  it('does not come back with a late repeat', async () => {
    const all = await RequestsAtOnce.from(false);
    const waiting = makings['a line that waits, and one of another amount']?.[0] ?? expect.fail();
    const { json } = await all.ask(waiting, 'key');
    const lineId = String(json.id);
    await all.ask(['lifecycle', 'DELETE /customers/{customerId}/invoice-lines/{lineId}', undefined, { lineId }], 'key');
    const again = await all.ask(waiting, 'key');
    expect([again.status, again.json.code]).toEqual([404, 'manual_line_not_found']);

    const added = makings['a line of a draft, and one of another amount']?.[0] ?? expect.fail();
    const { json: draft } = await all.ask(added, 'key');
    const last = { lineId: String(draft.lines.at(-1).id) };
    await all.ask(['lifecycle', 'DELETE /invoices/{invoiceId}/lines/{lineId}', undefined, last], 'key');
    const late = await all.ask(added, 'key');
    expect([late.status, late.json.lines.length]).toEqual([201, draft.lines.length - 1]);
  });
});
