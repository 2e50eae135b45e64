import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { cycleFrom } from '../../../../functions/catalog/subscription/cycle.ts';
import { creditNoteId } from '../../../../functions/invoice/credit-note/credit-note.ts';
import { creditInvoice } from '../../../../functions/invoice/credit-note/credit-note-service.ts';
import type { Wanted } from '../../../../functions/invoice/credit-note/credit-sums.ts';
import { voidInvoice } from '../../../../functions/invoice/lifecycle/void-service.ts';
import { customerId, type InvoiceId, invoiceIdOf, subscriptionId } from '../../../../functions/kernel/ids.ts';
import { parseInstant, plusHours } from '../../../../functions/kernel/instant.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { EndedWorld } from '../ended-world.ts';
import { customer, subscription } from '../transcoding.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** A child with monthly statements, which are on the quarterly invoice of its parent. */
const family = () => {
  const world = new EndedWorld();
  const parent = customerId('cust_parent');
  const quarterly = { cycles: [cycleFrom(subscription.startAt, 0, 'UTC', 'quarter')] as const, cancelAt: null };
  const period = periodOf(quarterly, 0);
  const closeAt = plusHours(period.end, 1);
  const payer = {
    ...subscription,
    ...quarterly,
    id: subscriptionId('sub_parent'),
    customerId: parent,
    period,
    closeAt,
  };
  const child = { ...customer, id: customerId('cust_child'), parentId: parent };
  const paidFor = { ...subscription, id: subscriptionId('sub_child'), customerId: child.id };
  world.at('2026-10-05T01:00:00Z');
  world.subscribe(payer, {}, { ...customer, id: parent });
  world.subscribe(paidFor, {}, child);
  const close = async (end: string) => {
    world.at(end.replace('T00:00', 'T01:10'));
    await world.close(paidFor.id, parseInstant(end));
  };
  const id = invoiceIdOf(payer.id, period.end);
  const at = parseInstant('2027-02-02T00:00:00Z');
  let notes = 0;
  const credit = async (wanted: Wanted) => {
    notes += 1;
    const making = { prefix: 'CN', reason: 'wrong', issuedAt: at, createdAt: at };
    const { note } = await creditInvoice(id, { ...making, id: creditNoteId(`cn_${notes}`), wanted });
    return settledToWire(note.total);
  };
  const void_ = () => voidInvoice(id, { reason: 'wrong', at, createdAt: at, replace: false });
  const lines = (of: InvoiceId) => world.invoices().find((one) => one.id === of)?.lines ?? [];
  return {
    ...{ world, close, credit, void_ },
    /** Uses the child's usage of October. */
    use: (amount: string) => world.use('2026-10-05T00:00:00Z', amount, child.id),
    closeQuarter: () => world.close(payer.id, period.end),
    /** The ids of the lines on the parent's invoice that come to an amount. */
    linesOf: (amount: string) =>
      lines(id)
        .filter((one) => settledToWire(one.amount) === amount)
        .map((one) => one.id),
    /** What the lines of the child's statement come to. */
    statement: (end: string) =>
      lines(invoiceIdOf(paidFor.id, parseInstant(end))).map(({ amount }) => settledToWire(amount)),
  };
};

/** October has 40.00, and 30.00 that are voided in the month `voided` from 11 on; in November come `late` more for October. */
const quarter = async (voided: '11' | '13' | null, late: string | null) => {
  const { world, close, use, closeQuarter, linesOf, ...rest } = family();
  await use('40');
  const event = await use('30');
  await close('2026-11-01T00:00:00Z');
  world.at('2026-11-14T00:00:00Z');
  if (voided === '11') await world.takeBack(event);
  if (late !== null) await use(late);
  await close('2026-12-01T00:00:00Z');
  await close('2027-01-01T00:00:00Z');
  await closeQuarter();
  world.at('2027-01-14T00:00:00Z');
  if (voided === '13') {
    await world.takeBack(event);
    await close('2027-02-01T00:00:00Z');
  }
  return { ...rest, lineId: linesOf('70.00')[0] ?? '' };
};

describe('a line and its correction on the same consolidated invoice: 70.00 − 30.00 = 40.00', () => {
  it('is voided, as nothing came back by another invoice', async () => {
    expect((await (await quarter('11', null)).void_()).status).toBe('void');
  });

  it('a full note is for 40.00, and so is a note of an amount', async () => {
    expect(await (await quarter('11', null)).credit({ kind: 'full' })).toBe('40.00');
    expect(await (await quarter('11', null)).credit({ kind: 'amount', amount: decimal('40') })).toBe('40.00');
  });

  it('a note of the line leaves what its correction gives back', async () => {
    const { credit, lineId } = await quarter('11', null);
    expect(await credit({ kind: 'lines', lines: [{ lineId, amount: null, quantity: null }] })).toBe('40.00');
    await expect(credit({ kind: 'full' })).rejects.toMatchObject({ code: 'credit_note_empty' });
  });
});

it('70.00 and late 7.00 on one invoice, of which a later statement gives back 30.00: a full note is for 47.00', async () => {
  expect(await (await quarter('13', '7')).credit({ kind: 'full' })).toBe('47.00');
});

describe('70.00, 7.00 late in November and 7.00 late in December look alike on one invoice', () => {
  it.each([0, 1])(
    'a note takes back one of the two, %i, and then all usage is voided: 77.00 come back',
    async (which) => {
      const { world, close, use, closeQuarter, linesOf, credit, statement } = family();
      const events = [await use('70')];
      await close('2026-11-01T00:00:00Z');
      events.push(await use('7'));
      await close('2026-12-01T00:00:00Z');
      events.push(await use('7'));
      await close('2027-01-01T00:00:00Z');
      await closeQuarter();
      world.at('2027-01-14T00:00:00Z');
      const lineId = linesOf('7.00')[which] ?? '';
      expect(await credit({ kind: 'lines', lines: [{ lineId, amount: null, quantity: null }] })).toBe('7.00');
      for (const event of events) await world.takeBack(event);
      await close('2027-02-01T00:00:00Z');
      expect(statement('2027-02-01T00:00:00Z')).toContain('-77.00');
    },
  );
});
