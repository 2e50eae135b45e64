import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { parse } from 'csv-parse/sync';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type CreditNote, creditNoteId, creditNoteOf } from '../../../../functions/invoice/credit-note/credit-note.ts';
import { putNote } from '../../../../functions/invoice/credit-note/credit-note-store.ts';
import { creditedSums } from '../../../../functions/invoice/credit-note/credit-sums.ts';
import { handler } from '../../../../functions/invoice/export/exports.handler.ts';
import type { Invoice, IssuedInvoice } from '../../../../functions/invoice/invoice.ts';
import { itemOf } from '../../../../functions/invoice/store/invoice-store.ts';
import { keepLines } from '../../../../functions/invoice/store/lines-store.ts';
import { invoiceId } from '../../../../functions/kernel/ids.ts';
import { type Instant, parseInstant, plusHours } from '../../../../functions/kernel/instant.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { documents } from '../../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { httpEvent, lambdaContext } from '../../platform/http-event.ts';
import { dollars, draftOf, type Sold } from '../issued.ts';

const index = mockClient(documents);
const caller = { kind: 'key', keyId: 'key_1', scopes: ['read'] } as const;
const rowsSchema = z.array(z.record(z.string(), z.string()));

const issued = (number: number, issuedAt: Instant, sold: readonly Sold[] = [{ amount: '10.00' }]): IssuedInvoice => ({
  ...draftOf(sold, { taxes: ['0.19'] }),
  status: 'open',
  ...{ id: invoiceId(`inv_${number}`), number: `INV-${String(number).padStart(6, '0')}`, issuedAt },
});

/** A credit note of an amount. */
const noteOf = (invoice: IssuedInvoice, amount: string, id = 'cn_1'): CreditNote =>
  creditNoteOf(invoice, creditedSums(invoice, [], { kind: 'amount', amount: decimal(amount) }), {
    ...{ id: creditNoteId(id), number: 'CN-1', reason: 'Outage', issuedAt: october, createdAt: october },
  });

/** The index by month, a few items a read. */
const holding = async (invoices: readonly Invoice[], notes: readonly CreditNote[] = []): Promise<void> => {
  const kept = new Map<string, unknown>();
  index.on(PutCommand).callsFake(({ Item }) => kept.set(`${Item.pk}|${Item.sk}`, Item));
  index.on(GetCommand).callsFake(({ Key }) => ({ Item: kept.get(`${Key.pk}|${Key.sk}`) }));
  for (const invoice of invoices) await keepLines(invoice);
  const items = invoices
    .map(itemOf)
    .map((item) => z.looseObject({ issuedPk: z.string(), issuedSk: z.string() }).parse(item));
  const noted = await Promise.all(notes.map(putNote));
  index.on(QueryCommand).callsFake(({ IndexName, ExpressionAttributeValues: values }) => {
    if (IndexName === undefined) {
      return { Items: noted.map(({ Put }) => Put?.Item).filter((item) => item?.pk === values[':pk']) };
    }
    expect(IndexName).toBe('issued');
    expect(values[':first'] <= values[':to']).toBe(true);
    const found = items.filter(
      ({ issuedPk, issuedSk }) =>
        issuedPk === values[':month'] && issuedSk >= values[':first'] && issuedSk <= values[':to'],
    );
    return { Items: found.toSorted((a, b) => (a.issuedSk < b.issuedSk ? -1 : 1)).slice(0, 3) };
  });
};

const ask = async (what: string, query: Record<string, string>) => {
  const route = `GET /exports/${what}?${new URLSearchParams(query)}`;
  const { statusCode, body, headers } = await handler(httpEvent({ route, caller }), lambdaContext);
  return { statusCode, body, link: String(headers?.link ?? '') };
};
const year = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' };

/** Page after page, put together as they come. */
const all = async (what: string, query: Record<string, string>): Promise<readonly Record<string, string>[]> => {
  let text = '';
  for (let next = query; ; ) {
    const { body, link, statusCode } = await ask(what, next);
    expect(statusCode).toBe(200);
    text += body;
    const url = /^<([^>]+)>; rel="next"$/.exec(link)?.[1];
    if (url === undefined) return rowsSchema.parse(parse(text, { columns: true }));
    next = Object.fromEntries(new URL(url).searchParams);
  }
};

const october = parseInstant('2026-10-01T01:02:00Z');

beforeEach(() => {
  index.reset();
  vi.stubEnv('INVOICES_TABLE', 'invoices');
});

describe('invoices as CSV', () => {
  it('one row each: number, dates, customer, net, tax, total, what is paid and what remains', async () => {
    await holding([issued(1, october, [{ amount: '100.00', discount: '20.00' }])]);
    expect(await all('invoices', year)).toMatchObject([
      {
        ...{ number: 'INV-000001', status: 'open', issued_at: october, customer_id: 'cust_8821', currency: 'USD' },
        ...{ subtotal: '100.00', discount: '0.00', net: '80.00', tax: '15.20', total: '95.20' },
        ...{ amount_due: '95.20', paid: '0.00', remaining: '95.20', paid_at: '', voided_at: '' },
      },
    ]);
  });

  it('by date of issue, from inclusive, to exclusive, in the order of dates and numbers, across months', async () => {
    const times = ['2026-09-30T23:59:59.999Z', '2026-10-01T00:00:00.000Z', '2026-12-31T23:59:59.999Z'].map((text) =>
      parseInstant(text),
    );
    const to = parseInstant('2027-01-01T00:00:00.000Z');
    await holding([...times, to].map((at, number) => issued(number, at)));
    const rows = await all('invoices', { from: '2026-10-01T00:00:00Z', to });
    expect(rows.map(({ number }) => number)).toEqual(['INV-000001', 'INV-000002']);
  });

  it.each([1, 2, 3, 7, 1000])('%i a page: the pages put together are one file, each invoice once', async (limit) => {
    const invoices = Array.from({ length: 20 }, (_, number) => issued(number, plusHours(october, number * 100)));
    await holding(invoices);
    const rows = await all('invoices', { ...year, limit: String(limit) });
    expect(rows.map(({ number }) => number)).toEqual(invoices.map(({ number }) => number));
  });

  it('a name that a spreadsheet would run is text; a negative amount stays a number', async () => {
    const invoice = issued(1, october, [{ amount: '-5.00' }]);
    await holding([{ ...invoice, buyer: { ...invoice.buyer, name: '=HYPERLINK("x")' } }]);
    expect(await all('invoices', year)).toMatchObject([{ customer_name: `'=HYPERLINK("x")`, net: '-5.00' }]);
  });

  it.each([
    [{ from: year.to, to: year.from }, 'range_empty'],
    [{ from: '1999-01-01T00:00:00Z', to: year.to }, 'range_too_long'],
    [{ ...year, cursor: 'x' }, 'invalid_cursor'],
    [{ ...year, limit: '1001' }, 'invalid_too_big'],
  ])('%j: %s', async (query, code) => {
    await holding([]);
    const { statusCode, body } = await ask('invoices', query);
    expect([statusCode, JSON.parse(body).code]).toEqual([400, code]);
  });
});

describe('what an invoice gives back of others that are not paid yet', () => {
  /** Of an invoice of 300.00, a later one has given back 70.00, and a credit note 10.00. */
  const first = (): IssuedInvoice => ({
    ...issued(1, october, [{ amount: '300.00' }]),
    ...{ amountCredited: dollars('80.00'), amountRemaining: dollars('277.00') },
  });
  const giving = (): IssuedInvoice => {
    const invoice = issued(2, plusHours(october, 1), [{ amount: '-58.82' }]);
    const lowered = [{ invoiceId: invoiceId('inv_1'), number: 'INV-000001', amount: dollars('70.00') }];
    const { balanceBefore: balanceAfter } = invoice;
    return { ...invoice, lowered, balanceAfter, amountDue: dollars('0.00'), amountRemaining: dollars('0.00') };
  };

  it('lowers these: −70.00 + 70.00 = 0.00 due, and nothing becomes balance', async () => {
    await holding([giving()]);
    expect(await all('invoices', year)).toMatchObject([
      { total: '-70.00', lowered: '70.00', prepaid_credit_used: '0.00', balance_used: '0.00', amount_due: '0.00' },
    ]);
  });

  it('is told apart from what credit notes took back of them: 80.00 are 10.00 by a note and 70.00 by an invoice', async () => {
    await holding([first()], [noteOf(first(), '10.00')]);
    expect(await all('invoices', year)).toMatchObject([
      { total: '357.00', credit_notes: '10.00', given_back_later: '70.00', remaining: '277.00' },
    ]);
  });

  it('and a note that the list of invoices, which is seconds behind, does not know yet is not there yet', async () => {
    const notes = [noteOf(first(), '10.00'), noteOf(first(), '90.00', 'cn_2')];
    await holding([first()], notes);
    expect(await all('invoices', year)).toMatchObject([{ credit_notes: '80.00', given_back_later: '0.00' }]);
  });

  it('a line that gives back the rest of a fee names that line', async () => {
    const invoice = giving();
    const givesBack = { invoiceId: invoiceId('inv_1'), number: 'INV-000001', lineId: 'line_4' };
    const lines = invoice.lines.map((line) => ({ ...line, kind: 'credit' as const, adjusts: null, givesBack }));
    await holding([{ ...invoice, lines }]);
    expect(await all('invoice-lines', year)).toMatchObject([
      { kind: 'credit', adjusts_invoice: 'INV-000001', adjusts_line: 'line_4' },
    ]);
  });
});

describe('their lines as CSV', () => {
  it('net and tax of the lines add up to the invoice: 80.00 − 10.00, 15.20 − 1.90', async () => {
    await holding([issued(7, october, [{ amount: '100.00', discount: '20.00' }, { amount: '-10.00' }])]);
    expect(await all('invoice-lines', year)).toMatchObject([
      {
        invoice_number: 'INV-000007',
        line_id: 'line_1',
        amount: '100.00',
        discount: '20.00',
        net: '80.00',
        tax: '15.20',
      },
      {
        invoice_number: 'INV-000007',
        line_id: 'line_2',
        amount: '-10.00',
        discount: '0.00',
        net: '-10.00',
        tax: '-1.90',
      },
    ]);
  });

  it('a page ends after 20 reads of the table that found something, and the next one goes on', async () => {
    await holding(Array.from({ length: 70 }, (_, number) => issued(number, plusHours(october, number))));
    const { body, link } = await ask('invoices', year);
    expect(body.trim().split('\n')).toHaveLength(1 + 60);
    expect(link).toContain('rel="next"');
    expect(await all('invoices', year)).toHaveLength(70);
  });

  it('a page ends before it has 6 MB, whatever its limit', async () => {
    const lines = Array.from({ length: 2000 }, () => ({ amount: '1.00' }));
    await holding(Array.from({ length: 12 }, (_, number) => issued(number, plusHours(october, number), lines)));
    const { body, link } = await ask('invoice-lines', year);
    expect(Buffer.byteLength(body)).toBeLessThan(6_000_000);
    expect(link).toContain('rel="next"');
    expect(await all('invoice-lines', year)).toHaveLength(24_000);
  }, 120_000);
});
