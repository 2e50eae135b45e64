import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { cycleFrom } from '../../../../functions/catalog/subscription/cycle.ts';
import { creditNoteId } from '../../../../functions/invoice/credit-note/credit-note.ts';
import { creditInvoice } from '../../../../functions/invoice/credit-note/credit-note-service.ts';
import type { Invoice } from '../../../../functions/invoice/invoice.ts';
import { changingWrites, laterThan } from '../../../../functions/invoice/standing/later-store.ts';
import { type InvoiceId, invoiceId, invoiceIdOf } from '../../../../functions/kernel/ids.ts';
import { plusHours } from '../../../../functions/kernel/instant.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { EndedWorld } from '../ended-world.ts';
import { openOf } from '../issued.ts';
import { subscription } from '../transcoding.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

it('usage that is late for 60 weeks is on one invoice, 60 × 1.00, and a credit note takes back 2.00 of it', async () => {
  const weeks = 60;
  const weekly = { cycles: [cycleFrom(subscription.startAt, 0, 'UTC', 'week')] as const, cancelAt: null };
  const week = (index: number) => periodOf(weekly, index);
  const world = new EndedWorld();
  world.at(subscription.startAt);
  world.subscribe({ ...subscription, ...weekly, period: week(0), closeAt: plusHours(week(0).end, 1) });
  const close = async (index: number) => {
    world.at(plusHours(week(index).end, 2));
    await world.close(subscription.id, week(index).end);
  };
  for (let index = 0; index < weeks; index += 1) await close(index);
  for (let index = 0; index < weeks; index += 1) await world.use(plusHours(week(index).start, 5), '1');
  await close(weeks);
  const last = invoiceIdOf(subscription.id, week(weeks).end);
  const invoice = world.invoices().find(({ id }) => id === last);
  expect(invoice?.lines.filter(({ kind }) => kind === 'adjustment')).toHaveLength(weeks);
  expect(invoice && settledToWire(invoice.total)).toBe('60.00');
  expect(await laterThan(invoiceIdOf(subscription.id, week(7).end))).toEqual([last]);
  const at = plusHours(week(weeks).end, 3);
  const making = { prefix: 'CN', reason: 'wrong', issuedAt: at, createdAt: at, id: creditNoteId('cn_1') };
  const { note } = await creditInvoice(last, { ...making, wanted: { kind: 'amount', amount: decimal('2') } });
  expect(settledToWire(note.total)).toBe('2.00');
});

describe('a draft may change 70 earlier invoices, which leaves room in its transaction for all else', () => {
  const changing = (count: number) => {
    const ids = Array.from({ length: count }, (_, index) => invoiceId(`inv_${index}`));
    const givesBack = (of: (typeof ids)[number]) => ({ invoiceId: of, number: null, lineId: 'line_1' });
    const lines = openOf(ids.map(() => ({ amount: '-1.00' }))).lines.map((line, index) => ({
      ...line,
      ...{ kind: 'credit' as const, adjusts: null, givesBack: givesBack(ids[index] ?? invoiceId('')) },
    }));
    const changed = new Map(ids.map((id): [InvoiceId, Invoice] => [id, { ...openOf([{ amount: '1.00' }]), id }]));
    return changingWrites(invoiceId('inv_later'), lines, changed);
  };

  it('each in one write, and one more is refused', () => {
    vi.stubEnv('INVOICES_TABLE', 'invoices');
    expect(changing(70)).toHaveLength(70);
    expect(() => changing(71)).toThrow(expect.objectContaining({ code: 'too_many_invoices_changed' }));
  });
});
