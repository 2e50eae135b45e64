import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discountLines } from '../../../../functions/invoice/discount/discount-lines.ts';
import type { InvoiceDiscount } from '../../../../functions/invoice/discount/invoice-discounts.ts';
import type { BilledInvoice, NewLine } from '../../../../functions/invoice/invoice.ts';
import { withCommittedDiscounts } from '../../../../functions/invoice/late/committed-discounts.ts';
import { lateAdjustment } from '../../../../functions/invoice/late/late-adjustment.ts';
import { minimumAdjustment } from '../../../../functions/invoice/late/minimum-adjustment.ts';
import { closingLines } from '../../../../functions/invoice/period/period-lines.ts';
import { rerated } from '../../../../functions/invoice/period/rerated.ts';
import { couponId, discountId, invoiceId } from '../../../../functions/kernel/ids.ts';
import { decimal, sum } from '../../../../functions/money/decimal.ts';
import { subtract, total } from '../../../../functions/money/money.ts';
import { plainMetered } from '../../../../functions/rate/metered.ts';
import { closingOf, customer, planOf, subscription } from '../transcoding.ts';

const { currency } = customer;
const unit = { id: 'unit', meter: 'unit', model: 'linear', unitAmount: '0.01' };
const plan = planOf(unit);
const committed = {
  ...plan,
  prices: new Map([...plan.prices].map(([code, list]) => [code, { ...list, minimumAmount: decimal('10') }] as const)),
};

const percentOff = (percent: string): InvoiceDiscount => ({
  ...{
    id: discountId(`dsc_${percent}`),
    couponId: couponId('OFF'),
    customerId: customer.id,
    name: 'Off',
    appliesTo: null,
    uses: [],
  },
  ...{ deduction: { kind: 'percent', percent: decimal(percent) }, duration: { kind: 'forever' } },
  ...{ startAt: subscription.startAt, removedAt: null, createdAt: subscription.startAt, use: 'none', until: null },
});

/** The invoice of a month with so many units. */
const billedFor = (units: number, percents: readonly string[]): BilledInvoice => {
  const lines = closingLines(closingOf(committed, String(units)));
  const made = discountLines(lines, percents.map(percentOff), currency);
  return { id: invoiceId('inv_1'), number: 'INV-1', status: 'paid', currency, ...made };
};

const netOf = ({ lines }: Pick<BilledInvoice, 'lines'>) =>
  total(
    lines.map(({ amount, discount }) => subtract(amount, discount)),
    currency,
  ).amount;

const adjusted = (billed: BilledInvoice, was: number, is: number): readonly NewLine[] => {
  const [usage] = billed.lines;
  if (usage === undefined) return [];
  const [before, after] = [was, is].map((units) => plainMetered(decimal(String(units))));
  if (before === undefined || after === undefined) return [];
  const at = (metered: typeof before) => rerated(usage, metered, currency).amount;
  const again = [{ line: usage, before: at(before), after: at(after) }];
  const change = { closedThrough: subscription.period.end, before, after };
  const lines = [...lateAdjustment(billed, usage, change), ...minimumAdjustment(billed, again, change.closedThrough)];
  return withCommittedDiscounts(billed, lines, again);
};

const netOfChange = (lines: readonly NewLine[]) =>
  sum(
    lines.map(({ amount, discountChange = [] }) =>
      discountChange.reduce((net, one) => net.minus(one.amount.amount), amount.amount),
    ),
  );

describe('late usage of a period with a minimum of 10.00', () => {
  it('below it, with 10 % off, costs nothing: 0.04, then 0.04 more and 0.03 more, are 9.00 in all', () => {
    const billed = billedFor(4, ['10']);
    expect([netOf(billed), ...[adjusted(billed, 4, 8), adjusted(billed, 8, 11)].map(netOfChange)].map(String)).toEqual([
      ...['9', '0', '0'],
    ]);
  });

  it('of which none came in time is discounted as the true-up was', () => {
    const billed = billedFor(0, ['10']);
    expect(netOfChange(adjusted(billed, 0, 700)).toFixed(2)).toBe('0.00');
  });

  it('law: costs over all invoices what it would have cost in time, with any percentages', () => {
    const units = fc.integer({ min: 0, max: 2000 });
    const percents = fc.uniqueArray(fc.constantFrom('7', '10', '12.5', '33.3', '50'), { maxLength: 2 });
    fc.assert(
      fc.property(units, fc.array(units, { maxLength: 4 }), percents, (first, later, off) => {
        const billed = billedFor(first, off);
        let net = netOf(billed);
        let was = first;
        for (const is of later) {
          net = net.plus(netOfChange(adjusted(billed, was, is)));
          was = is;
        }
        expect(net.toFixed(2)).toBe(netOf(billedFor(was, off)).toFixed(2));
      }),
    );
  });
});
