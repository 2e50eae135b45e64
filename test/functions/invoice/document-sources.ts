import type { DocumentSource, SourceLine } from '../../../functions/invoice/document/document-source.ts';
import type { AppliedTax } from '../../../functions/invoice/tax/tax.ts';
import type { Totals } from '../../../functions/invoice/totals.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';
import { type Currency, currency } from '../../../functions/money/currency.ts';
import { decimal, exactDecimal, sum } from '../../../functions/money/decimal.ts';
import { add, type Money, money, multiply, settle, total, zero } from '../../../functions/money/money.ts';
import type { Bracket, Breakdown } from '../../../functions/rate/line.ts';

export const usd = currency('USD');
const october = { start: parseInstant('2026-10-01T00:00:00Z'), end: parseInstant('2026-11-01T00:00:00Z') };

export const amountOf = (text: string, of: Currency = usd): Money => money(exactDecimal(text), of);

/** `1000 × 0.10`, above `from`. */
export const units = (from: string, count: string, unitAmount: string, more: Partial<Bracket> = {}) => {
  const bracket = {
    kind: 'units' as const,
    from: decimal(from),
    to: decimal(from).plus(decimal(count)),
    units: decimal(count),
    unitAmount: decimal(unitAmount),
    flatAmount: decimal('0'),
    group: null,
    ...more,
  };
  return { ...bracket, amount: bracket.units.times(bracket.unitAmount).plus(bracket.flatAmount) };
};

/** A line of usage; its amount is what its brackets add up to. */
export const usageLine = (
  id: string,
  breakdown: Breakdown,
  more: Partial<SourceLine> = {},
  of: Currency = usd,
): SourceLine => {
  const exactAmount = money(sum(breakdown.map(({ amount }) => amount)), of);
  return {
    id,
    description: 'Transcoded minutes',
    kind: 'charge',
    isUsage: true,
    period: october,
    quantity: sum(breakdown.map((bracket) => bracket.units)),
    amount: settle(exactAmount),
    exactAmount,
    breakdown,
    proration: null,
    discount: zero(of),
    adjusts: null,
    ...more,
  };
};

export const feeLine = (
  id: string,
  amount: string,
  more: Partial<SourceLine> = {},
  of: Currency = usd,
): SourceLine => ({
  ...usageLine(id, [], more, of),
  quantity: decimal('1'),
  isUsage: false,
  amount: amountOf(amount, of),
  exactAmount: amountOf(amount, of),
  ...more,
});

/** Without discounts, tax and credit. */
export const plainTotals = (lines: readonly SourceLine[], of: Currency = usd): Totals => {
  const subtotal = total(
    lines.map(({ amount }) => amount),
    of,
  );
  const group = { taxBase: subtotal, taxes: [], tax: zero(of), total: subtotal };
  return {
    taxGroups: [{ ...group, taxTreatment: 'taxed', taxNote: null }],
    ...{ subtotal, taxBase: subtotal, total: subtotal, amountDue: subtotal, amountRemaining: subtotal },
    ...{ amountPaid: zero(of), amountCredited: zero(of) },
    ...{ lowered: [], discounts: [], discount: zero(of), taxes: [], tax: zero(of), credits: [], credited: zero(of) },
    ...{ taxTreatment: 'taxed', taxNote: null },
    ...{ balanceBefore: zero(of), balanceAfter: zero(of) },
  };
};

/** A tax on all of the totals' base, and what it makes of them. */
export const taxedAt = (name: string, fraction: string, totals: Totals): Totals => {
  const base = totals.taxBase;
  const amount = settle(multiply(base, decimal(fraction)));
  const applied: AppliedTax = {
    ...{ rateId: 'txr_1', country: 'DE', region: null, compound: false },
    ...{ name, fraction: decimal(fraction), base, amount },
  };
  const sum = add(base, amount);
  const taxed = { taxBase: base, taxes: [applied], tax: amount, total: sum };
  const taxGroups = [{ ...taxed, taxTreatment: 'taxed' as const, taxNote: null }];
  return { ...totals, ...taxed, taxGroups, amountDue: sum, amountRemaining: sum };
};

/** 1,000 × 0.10 + 2,400 × 0.07 = 268.00. */
export const minutesLine = usageLine('line_1', [units('0', '1000', '0.10'), units('1000', '2400', '0.07')]);

type More = Partial<Omit<DocumentSource, 'totals'>> & { readonly totals?: Totals };

export const sourceWith = (lines: readonly SourceLine[], more: More = {}): DocumentSource => {
  const of = more.currency ?? usd;
  const totals = more.totals ?? plainTotals(lines, of);
  return {
    kind: 'invoice',
    id: 'inv_1',
    number: 'INV-000042',
    state: { status: 'open' },
    createdAt: parseInstant('2026-11-01T01:00:00Z'),
    issuedAt: parseInstant('2026-11-01T01:02:00Z'),
    dueAt: null,
    period: october,
    plan: { name: 'Transcoding', version: 3 },
    customerId: 'cust_8821',
    currency: of,
    timeZone: 'UTC',
    seller: {
      name: 'Example Inc.',
      address: ['500 Market Street', 'San Francisco, CA 94105'],
      taxIds: ['US12-3456789'],
      email: 'billing@example.com',
      legalText: null,
    },
    buyer: {
      name: 'Clip & Sons',
      email: 'billing@clip.example',
      address: {
        line1: '1 Reel St',
        line2: null,
        city: 'Springfield',
        postalCode: '12345',
        region: 'IL',
        country: 'US',
      },
      taxIds: [],
    },
    sections: [{ name: null, lines, subtotal: plainTotals(lines, of).subtotal }],
    ...{ totals, outcome: { ...totals, kind: 'due' } },
    ...{ replaces: null, replacedBy: null, corrects: null, reason: null },
    ...more,
  };
};

/** 200 lines, each with some brackets, one with many. */
export const longSource = (): DocumentSource => {
  const lines = Array.from({ length: 200 }, (_, index) =>
    usageLine(
      `line_${index + 1}`,
      Array.from({ length: index === 77 ? 90 : 1 + (index % 4) }, (_, at) => units(`${at * 1000}`, '1000', '0.0125')),
      { description: `Service ${index + 1}: requests to region ${index % 7}` },
    ),
  );
  return sourceWith(lines);
};
