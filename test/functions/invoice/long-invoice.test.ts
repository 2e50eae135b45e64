import './run-mocks.ts';
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as creditNotes } from '../../../functions/invoice/credit-note/credit-notes.handler.ts';
import { handler as reading } from '../../../functions/invoice/document/api.handler.ts';
import type { Draft } from '../../../functions/invoice/invoice.ts';
import { newInvoice } from '../../../functions/invoice/store/invoice-store.ts';
import { transact } from '../../../functions/platform/table/transaction.ts';
import { httpEvent, lambdaContext } from '../platform/http-event.ts';
import { LifecycleRun } from './lifecycle-run.ts';
import { drafted, minutes, planOf, reckonedOf } from './transcoding.ts';

const admin = { kind: 'key', keyId: 'key_1', scopes: ['admin'] } as const;
const draft = drafted(planOf(minutes));
const [line] = draft.lines;

/** Texts that do not compress. */
const noise = (of: number): string => createHash('sha256').update(String(of)).digest('hex');

/** 3,400 minutes for 268.00 on each line: with 10,000 lines, about 11 MB of JSON. */
const long = (count: number): Draft => {
  const lines = Array.from(
    { length: count },
    (_, index) => ({ ...line, description: noise(index) }) as (typeof draft.lines)[number],
  );
  const { totals, lines: placed } = reckonedOf(lines);
  return { ...draft, lines: placed, ...totals };
};

let run: LifecycleRun;
beforeEach(() => {
  vi.stubEnv('CREDIT_NOTE_PREFIX', 'CN');
  run = new LifecycleRun();
});

const keep = async (invoice: Draft) => transact(await newInvoice(invoice));
const get = async (route: string, parameters: Record<string, string>, handler: typeof reading = reading) => {
  const answer = await handler(httpEvent({ route: `GET ${route}`, caller: admin, parameters }), lambdaContext);
  return { status: answer.statusCode, json: JSON.parse(answer.body), bytes: Buffer.byteLength(answer.body) };
};
const credit = async (invoiceId: string, body: unknown) => {
  const route = 'POST /invoices/{invoiceId}/credit-notes';
  const event = httpEvent({ route, caller: admin, parameters: { invoiceId }, body });
  const answer = await creditNotes(event, lambdaContext);
  return { status: answer.statusCode, json: JSON.parse(answer.body) };
};
/** The parts of lines that lie in the table, by revision. */
const partsOf = (id: string) =>
  [...run.world.items.values()]
    .filter(({ pk, sk }) => pk === `INVOICE#${id}` && String(sk).startsWith('LINES#'))
    .map(({ sk }) => String(sk).split('#')[1]);

describe('an invoice of thousands of lines goes all the ways of an invoice', () => {
  it('it is edited, finalized, voided for a replacement, and that one is credited in part and then whole', async () => {
    await keep(long(1_999));
    const edited = await run.change('lines', draft.id, { description: 'Setup', amount: '10.00' });
    expect([edited.status, edited.json.lineCount]).toEqual([201, 2_000]);

    const final = await run.change('finalize', draft.id);
    expect([final.status, final.json.status, final.json.lineCount]).toEqual([200, 'open', 2_000]);
    // 1,999 × 268.00 + 10.00, in items of 600 KB.
    expect(final.json.total).toBe('535742.00');

    const { json: gone } = await run.change('void', draft.id, { reason: 'wrong', replace: true });
    expect(gone.status).toBe('void');
    const { json: other } = await run.change('finalize', gone.replacedBy);
    expect([other.status, other.total, other.lineCount]).toEqual(['open', '535742.00', 2_000]);

    const part = await credit(other.id, { reason: 'one line', lines: [{ lineId: 'line_1' }] });
    expect([part.status, part.json.total]).toEqual([201, '268.00']);
    const rest = await credit(other.id, { reason: 'all', full: true });
    expect([rest.status, rest.json.total, rest.json.lineCount]).toEqual([201, '535474.00', 1_999]);
    expect(run.invoice(other.id)).toMatchObject({ status: 'paid' });
    expect(run.invoice(other.id).lines).toHaveLength(2_000);
  }, 60_000);

  it('with 10,000 it is paid, and read page by page, never with more than 6 MB', async () => {
    await keep(long(10_000));
    await run.change('finalize', draft.id);
    const paid = await run.change('pay', draft.id, { reference: 'transfer 1' });
    expect([paid.status, paid.json.status]).toEqual([200, 'paid']);

    const { json: first, bytes } = await get('/invoices/{invoiceId}', { invoiceId: draft.id });
    expect(bytes).toBeLessThan(3_000_000);
    expect(first.lineCount).toBe(10_000);
    expect(first.lines[0].id).toBe('line_1');
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await get(
        `/invoices/{invoiceId}/lines?${new URLSearchParams({ limit: '1000', ...(cursor === '' ? {} : { cursor }) })}`,
        {
          invoiceId: draft.id,
        },
      );
      expect(page.status).toBe(200);
      ids.push(...page.json.data.map(({ id }: { id: string }) => id));
      cursor = page.json.nextCursor;
    }
    expect(ids).toEqual(Array.from({ length: 10_000 }, (_, index) => `line_${index + 1}`));

    const { json: list } = await get('/invoices', {});
    expect(list.data[0]).toMatchObject({ lines: [], lineCount: 10_000 });
  }, 120_000);

  it('one line more is refused, and nothing is written', async () => {
    await keep(long(10_000));
    const before = new Map(run.world.items);
    expect(await run.refusal('lines', draft.id, { description: 'Setup', amount: '10.00' })).toEqual([
      409,
      'too_many_lines',
    ]);
    expect([...run.world.items]).toEqual([...before]);
  }, 60_000);
});

describe('what an edit leaves over', () => {
  it('the next edit removes, and never what the invoice has', async () => {
    await keep(long(200));
    for (const amount of ['1.00', '2.00', '3.00'])
      await run.change('lines', draft.id, { description: 'x', amount }, amount);
    expect(new Set(partsOf(draft.id))).toEqual(new Set(['000002', '000003']));
    expect(run.invoice(draft.id).lines).toHaveLength(203);
  });

  it('a crash between the lines and the draft changes nothing that anybody sees', async () => {
    await keep(long(200));
    for (let tries = 0; tries < 25; tries += 1) {
      run.world.faults = [...Array.from({ length: tries }, () => 'none' as const), 'crash'];
      await run.change('lines', draft.id, { description: 'x', amount: '1.00' }, 'the same');
      run.world.faults = [];
      expect([200, 201]).toContain(run.invoice(draft.id).lines.length);
      expect((await get('/invoices/{invoiceId}', { invoiceId: draft.id })).status).toBe(200);
    }
    expect(run.invoice(draft.id).lines).toHaveLength(201);
  });

  it('who reads while others edit finds one of both, whole', async () => {
    await keep(long(200));
    await run.change('lines', draft.id, { description: 'x', amount: '1.00' });
    const edits = async () => {
      for (const amount of ['2.00', '3.00', '4.00'])
        await run.change('lines', draft.id, { description: 'x', amount }, amount);
    };
    run.meanwhile(2, edits);
    const { status, json } = await get('/invoices/{invoiceId}', { invoiceId: draft.id });
    expect([status, json.lineCount, json.lines.length]).toEqual([200, 204, 204]);
  });
});

describe('150 manual lines wait for an invoice', () => {
  it('it takes them all, once, whatever crashes; and its void lets them wait again', async () => {
    for (let at = 1; at <= 150; at += 1) await run.wait({ description: `line ${at}`, amount: '1.00' });
    for (const calls of [3, 60, 150, 170, 173]) {
      run.world.faults = [...Array.from({ length: calls }, () => 'none' as const), 'crash'];
      await run.close().catch(() => undefined);
      run.world.faults = [];
    }
    const id = await run.close();
    // 268.00 of usage and 150 × 1.00.
    expect(run.invoice(id).lines).toHaveLength(151);
    expect(run.invoice(id).total.amount.toFixed(2)).toBe('418.00');
    expect(new Set((await run.waiting()).map(([status]: [string]) => status))).toEqual(new Set(['billed']));
    await run.change('void', id, { reason: 'wrong' });
    expect(new Set((await run.waiting()).map(([status]: [string]) => status))).toEqual(new Set(['waiting']));
  }, 60_000);
});
