import { describe, expect, it } from 'vitest';
import { chargeSchema } from '../../../functions/catalog/plan/charge-wire.ts';
import type { BilledFee } from '../../../functions/invoice/period/fees-in-advance.ts';
import type { BilledAhead } from '../../../functions/invoice/period/period-lines.ts';
import { undecidedAt } from '../../../functions/invoice/tax/line-tax.ts';
import { invoiceId } from '../../../functions/kernel/ids.ts';
import { currency } from '../../../functions/money/currency.ts';
import { moneyFromWire } from '../../../functions/money/money.ts';
import { summaryOf, summarySchema } from '../../../functions/portal/summary-wire.ts';
import { at, factsAt, inAdvance, invoiceOf, metered, running, tiered, usage, withAllowance } from './facts-fixture.ts';

const baseUrl = 'https://api.example.com/v1';

const billedFee = (amount: string): BilledFee => {
  const fee = chargeSchema.parse(inAdvance);
  if (fee.model !== 'flat') throw new TypeError('a fee is flat');
  const of = { invoiceId: invoiceId('inv_1'), number: 'INV-000001', lineId: 'line_1' };
  const days = { numerator: 30 * 86_400, denominator: 30 * 86_400 };
  const billed = { amount: moneyFromWire(amount, currency('USD')), discounts: [] };
  return { fee, of, part: days, billed, tax: undecidedAt(at('2026-11-01T00:00:00Z')) };
};

/** November 2026, 30 days: the third period of a subscription that began in September. */
const november = 2;
const summary = (...facts: Parameters<typeof factsAt>) => summaryOf(factsAt(...facts), baseUrl, (cursor) => cursor);
const halfway = '2026-11-16T00:00:00Z';

describe('the current period: used, included, left, cost so far and projected', () => {
  const minutes = usage(['2026-11-02T10:00:00Z', '1000'], ['2026-11-03T11:00:00Z', '700']);
  const requests = usage(['2026-11-02T10:00:00Z', '400']);
  const { current } = summary(halfway, running([tiered, withAllowance], metered(november, { minutes, requests })));

  it('prices 1,700 minutes so far: 1,000 × 0.10 + 700 × 0.07 = 149.00', () => {
    expect(current?.charges[0]).toMatchObject({ kind: 'usage', used: '1700', amount: '149.00' });
    expect(current?.total).toBe('149.00');
  });

  it('projects 1,700 ÷ 15/30 = 3,400 minutes through the same tiers: 100.00 + 168.00 = 268.00', () => {
    expect(current?.charges[0]).toMatchObject({ projectedQuantity: '3400', projectedAmount: '268.00' });
    expect(current?.projection).toMatchObject({ total: '268.00', elapsed: '0.5' });
    expect(current?.projection?.assumption).toContain('50.0 % of the period over');
  });

  it('takes usage off the allowance: 1,000 − 400 = 600 left, now and projected at no cost', () => {
    expect(current?.charges[1]).toMatchObject({
      ...{ used: '400', included: '1000', left: '600', amount: '0.00' },
      ...{ projectedQuantity: '800', projectedAmount: '0.00' },
    });
  });

  it('adds usage up by UTC day from the first day to now, without gaps', () => {
    const days = current?.meters[0]?.days ?? [];
    expect(days).toHaveLength(15);
    expect(days.slice(0, 3).map(({ value }) => value)).toEqual(['0', '1000', '700']);
  });

  it('answers what its schema says', () => {
    const answer = summary(halfway, running([tiered, inAdvance], metered(november, { minutes })));
    expect(summarySchema.parse(answer)).toEqual(answer);
  });
});

describe('an allowance', () => {
  it.each([
    ['1000', '0', 'used to the last unit'],
    ['1200', '0', 'never less than nothing'],
    ['-50', '1000', 'voided usage makes it no larger'],
  ])('of 1,000 with %s used has %s left: %s', (used, left) => {
    const counted = metered(november, { requests: usage(['2026-11-02T10:00:00Z', used]) });
    const { current } = summary(halfway, running([withAllowance], counted));
    expect(current?.charges[0]).toMatchObject({ used, left });
  });
});

describe('at the edges of a period', () => {
  it('projects nothing before it starts, and at its very start', () => {
    for (const now of ['2026-10-20T00:00:00Z', '2026-11-01T00:00:00Z']) {
      const { current } = summary(now, running([tiered], metered(november)));
      expect(current?.projection).toBeNull();
      expect(current?.charges[0]).toMatchObject({ used: '0', projectedQuantity: null, projectedAmount: null });
      expect(current?.meters[0]?.days).toEqual([]);
    }
  });

  it('costs at its end what was projected then, and what the invoice says', () => {
    const counted = metered(november, { minutes: usage(['2026-11-05T00:00:00Z', '3400']) });
    const of = running([tiered, inAdvance], counted);
    const { current } = summary('2026-12-01T00:00:00Z', of);
    const invoice = invoiceOf(of, counted, 'INV-000001');
    expect(current?.total).toBe(current?.projection?.total);
    expect(current?.total).toBe(invoice.total.amount.toFixed(2));
  });

  it.each<[string, BilledAhead, string, string]>([
    ['before its period', [billedFee('25.00')], '0.00', '25.00'],
    ['by an invoice that is void by now', [billedFee('0.00')], '0.00', '0.00'],
    ['by an invoice that is still to be made', 'by the invoice before', '0.00', '25.00'],
    ['by none: the invoice of the period itself has it', [], '25.00', '0.00'],
  ])('a fee in advance that is billed %s', (_, ahead, amount, billedInAdvance) => {
    const { current } = summary(halfway, running([inAdvance], metered(november, {}, ahead)));
    const fee = { kind: 'fee', chargeId: 'base', name: 'Base fee', amount, billedInAdvance };
    expect(current).toMatchObject({ charges: [fee], total: amount, billedInAdvance, projection: { total: amount } });
  });
});

describe('past periods', () => {
  const october = metered(1, { minutes: usage(['2026-10-05T00:00:00Z', '3400']) });
  const of = running([tiered], metered(november), [october]);

  it('an ended one without an invoice is closing, at its price so far', () => {
    const { history } = summary('2026-11-01T00:30:00Z', of);
    expect(history).toMatchObject([
      {
        ...{ state: 'closing', periodStart: '2026-10-01T00:00:00.000Z', invoiceId: null, total: '268.00' },
        charges: [{ lineId: null, quantity: '3400', amount: '268.00' }],
      },
    ]);
  });

  it('becomes its invoice, once, even before the next period is opened', () => {
    const invoice = invoiceOf(of, october, 'INV-000007');
    const { history, invoices } = summary('2026-11-01T02:00:00Z', of, [invoice]);
    expect(history).toMatchObject([
      {
        state: 'invoiced',
        invoiceId: invoice.id,
        number: 'INV-000007',
        charges: [{ lineId: 'line_1', meter: 'minutes' }],
      },
    ]);
    expect(invoices).toMatchObject([
      {
        ...{ id: invoice.id, status: 'open', total: '268.00', amountDue: '268.00' },
        links: { html: `${baseUrl}/invoices/${invoice.id}.html` },
      },
    ]);
  });

  it('leaves a void invoice out of the periods, but not of the invoices', () => {
    const { number, issuedAt, ...content } = invoiceOf(of, october, 'INV-000007');
    if (number === null || issuedAt === null) throw new TypeError('the invoice was not issued');
    const end = { status: 'void', voidedAt: issuedAt, voidReason: null, replacedBy: null } as const;
    const voided = { ...content, number, issuedAt, ...end };
    const answer = summary(halfway, running([tiered], metered(november)), [voided]);
    expect(answer.history).toEqual([]);
    expect(answer.invoices).toMatchObject([{ status: 'void' }]);
  });
});

it('is empty but valid for a customer without a subscription', () => {
  const answer = summary(halfway, undefined);
  expect(summarySchema.parse(answer)).toEqual({
    customer: { id: 'cust_8821', name: 'Example Studios', currency: 'USD', timeZone: 'UTC' },
    now: '2026-11-16T00:00:00.000Z',
    current: null,
    usageOmitted: false,
    ...{ history: [], invoices: [], invoicesCursor: null },
  });
});
