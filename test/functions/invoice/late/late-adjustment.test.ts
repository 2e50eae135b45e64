import { describe, expect, it } from 'vitest';
import { issue } from '../../../../functions/invoice/issue/issue.ts';
import { lateAdjustment } from '../../../../functions/invoice/late/late-adjustment.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { decimal, plain } from '../../../../functions/money/decimal.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { plainMetered } from '../../../../functions/rate/metered.ts';
import { byResolution } from '../../rate/cases.ts';
import { buyer, drafted, minutes, planOf, seller, subscription } from '../transcoding.ts';

const at = parseInstant('2026-11-01T01:02:00Z');
const closedThrough = subscription.period.end;
const billedAt = (charge: unknown) => drafted(planOf(charge));
const adjusted = (charge: unknown, before: string, after: string) => {
  const invoice = issue(billedAt(charge), { number: 'INV-000001', buyer, seller, at });
  const change = { closedThrough, before: plainMetered(decimal(before)), after: plainMetered(decimal(after)) };
  return invoice.lines.flatMap((line) => lateAdjustment(invoice, line, change));
};

const free = { ...minutes, included: '5000' };
const half = { id: 'half', model: 'linear', meter: 'transcoding_minutes', unitAmount: '0.005' };

describe('an adjustment is what all usage costs less what was billed, at the price of the invoice that it adjusts', () => {
  it.each([
    ['3,500 − 3,400 minutes: 275.00 − 268.00', minutes, '3400', '3500', '100', '7.00'],
    ['700 − 1,200 minutes, across tiers: 70.00 − 114.00', minutes, '1200', '700', '-500', '-44.00'],
    ['below zero usage costs nothing: 0.00 − 0.50', minutes, '5', '-10', '-15', '-0.50'],
    ['within what is included: 0.00 − 0.00, and shown', free, '3400', '3500', '100', '0.00'],
    ['rounded amounts: 3 × 0.005 = 0.02 less 1 × 0.005 = 0.01', half, '1', '3', '2', '0.01'],
  ])('%s', (_, charge, before, after, quantity, amount) => {
    const lines = adjusted(charge, before, after);
    expect(lines.map((line) => [line.kind, plain(line.quantity), settledToWire(line.amount)])).toEqual([
      ['adjustment', quantity, amount],
    ]);
  });

  it('names the invoice, its number and line, the period and both amounts', () => {
    const [line] = adjusted(minutes, '3400', '3500');
    const invoice = billedAt(minutes);
    expect(line).toMatchObject({
      ...{ chargeId: 'minutes', description: 'Transcoded minutes', period: billedAt(minutes).period },
      price: invoice.lines[0]?.price,
      adjusts: { invoiceId: invoice.id, number: 'INV-000001', lineId: 'line_1', closedThrough },
    });
    const rated = [line?.adjusts?.before, line?.adjusts?.after];
    expect(rated.map((each) => each && [plain(each.quantity), settledToWire(each.amount)])).toEqual([
      ['3400', '268.00'],
      ['3500', '275.00'],
    ]);
  });

  it('the same quantity of other groups is one: 10 minutes are 4K after all, 10 × 0.20 − 10 × 0.05', () => {
    const groupPrices = { property: 'resolution', prices: { '4K': { unitAmount: '0.20' } } };
    const byGroup = { ...half, unitAmount: '0.05', groupPrices };
    const invoice = issue(billedAt(byGroup), { number: 'INV-000001', buyer, seller, at });
    const [before, after] = [byResolution({ HD: '100' }), byResolution({ HD: '90', '4K': '10' })];
    const lines = invoice.lines.flatMap((line) => lateAdjustment(invoice, line, { closedThrough, before, after }));
    expect(lines.map((line) => [plain(line.quantity), settledToWire(line.amount)])).toEqual([['0', '1.50']]);
    expect(lines[0]?.breakdown.map(({ group, amount }) => [group?.value, plain(amount)])).toEqual([
      ['4K', '2'],
      [undefined, '-0.5'],
    ]);
    expect(
      invoice.lines.flatMap((line) => lateAdjustment(invoice, line, { closedThrough, before: after, after })),
    ).toEqual([]);
  });

  it('events of nothing are charged for: 2 × 0.30', () => {
    const cards = {
      id: 'cards',
      model: 'percentage',
      meter: 'transcoding_minutes',
      percent: '2.9',
      fixedAmount: '0.30',
    };
    const invoice = issue(billedAt(cards), { number: 'INV-000001', buyer, seller, at });
    const before = plainMetered(decimal('3400'));
    const change = { closedThrough, before, after: { ...before, events: decimal('2') } };
    const lines = invoice.lines.flatMap((line) => lateAdjustment(invoice, line, change));
    expect(lines.map((line) => [plain(line.quantity), settledToWire(line.amount)])).toEqual([['0', '0.60']]);
  });

  it('the same quantity is no adjustment: 5 more and 5 less', () => {
    expect(adjusted(minutes, '3400', '3400')).toEqual([]);
  });

  it('of a draft, as a preview has it, it has no number yet', () => {
    const made = billedAt(minutes);
    const change = { closedThrough, before: plainMetered(decimal('1')), after: plainMetered(decimal('2')) };
    expect(made.lines.flatMap((line) => lateAdjustment(made, line, change))).toMatchObject([
      { adjusts: { number: null } },
    ]);
  });
});
