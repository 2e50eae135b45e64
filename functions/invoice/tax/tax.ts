import type { TaxRate } from '../../catalog/tax/tax-rate.ts';
import type { Currency } from '../../money/currency.ts';
import { type Decimal, decimal, ONE, sum } from '../../money/decimal.ts';
import { add, type Money, money, multiply, settle, subtract, total, zero } from '../../money/money.ts';

export const treatments = ['taxed', 'exempt', 'reverse_charge', 'no_rate'] as const;

/** `no_rate`: the seller is not registered, or has set no rate, where the customer is, or nobody knows where that is. */
export type TaxTreatment = (typeof treatments)[number];

/** How an invoice is to be taxed. Rates are in the order in which they are reckoned; none where it is not `taxed`. */
export interface TaxDecision {
  readonly treatment: TaxTreatment;
  readonly rates: readonly TaxRate[];
  readonly pricesIncludeTax: boolean;
  /** What the law wants printed, in the customer's language. */
  readonly note: string | null;
}

/** A tax on an invoice, rounded once. `base × fraction` is `amount` where prices exclude tax. */
export interface AppliedTax {
  readonly rateId: string;
  readonly name: string;
  readonly country: string;
  readonly region: string | null;
  /** 0.19 for 19 %. */
  readonly fraction: Decimal;
  readonly compound: boolean;
  /** What it is reckoned on: the tax base, and of a compound one also the taxes before it. */
  readonly base: Money;
  readonly amount: Money;
}

/** All settled; `taxBase + tax = total`, and `tax` is the sum of `taxes`. */
export interface Taxed {
  readonly taxBase: Money;
  readonly taxes: readonly AppliedTax[];
  readonly tax: Money;
  readonly total: Money;
  readonly taxTreatment: TaxTreatment;
  /** What the law wants to be read on the invoice. */
  readonly taxNote: string | null;
}

/** Nothing but the amount. */
export const untaxed = (amount: Money): Taxed => ({
  ...{ taxBase: amount, taxes: [], tax: zero(amount.currency), total: amount },
  ...{ taxTreatment: 'no_rate', taxNote: null },
});

/** Each tax is rounded once. Where prices exclude tax, `amount` is the tax base and taxes come on top. Where they include it,
 *  `amount` is the total, and the tax base is what the rounded taxes leave of it. A negative amount is taxed as its
 *  opposite is, with the other sign.
 *  @param amount settled: the lines less the discounts */
export const applyTax = (amount: Money, { treatment, note, rates, pricesIncludeTax }: TaxDecision): Taxed => {
  const taxes = pricesIncludeTax ? taxesIn(amount, rates) : taxesOn(amount, rates);
  const tax = taxOf(taxes, amount.currency);
  const taxBase = pricesIncludeTax ? subtract(amount, tax) : amount;
  return { taxBase, taxes, tax, total: add(taxBase, tax), taxTreatment: treatment, taxNote: note };
};

/** Compound taxes are reckoned on the rounded ones before them, as the invoice shows them. */
const taxesOn = (taxBase: Money, rates: readonly TaxRate[]): readonly AppliedTax[] => {
  const applied: AppliedTax[] = [];
  for (const rate of rates) {
    const base = baseOf(rate, taxBase, applied);
    applied.push({ ...printed(rate), base, amount: settle(multiply(base, fractionOf(rate))) });
  }
  return applied;
};

/** Of a gross amount the exact net is `gross ÷ (1 + all shares)`; each tax is its share of that. */
const taxesIn = (gross: Money, rates: readonly TaxRate[]): readonly AppliedTax[] => {
  const shares = sharesOf(rates);
  const whole = ONE.plus(sum(shares));
  const amounts = shares.map((share) => settle(money(gross.amount.times(share).div(whole), gross.currency)));
  const taxBase = subtract(gross, total(amounts, gross.currency));
  const applied: AppliedTax[] = [];
  for (const [index, amount] of amounts.entries()) {
    const rate = rates[index];
    if (rate !== undefined) applied.push({ ...printed(rate), base: baseOf(rate, taxBase, applied), amount });
  }
  return applied;
};

/** Of the net, by rate: that of a compound 10 % after 5 % is 0.10 × 1.05. */
const sharesOf = (rates: readonly TaxRate[]): readonly Decimal[] => {
  const shares: Decimal[] = [];
  for (const rate of rates) shares.push(fractionOf(rate).times(rate.compound ? ONE.plus(sum(shares)) : ONE));
  return shares;
};

const baseOf = ({ compound }: TaxRate, taxBase: Money, before: readonly AppliedTax[]): Money =>
  compound ? add(taxBase, taxOf(before, taxBase.currency)) : taxBase;

const taxOf = (taxes: readonly AppliedTax[], currency: Currency): Money =>
  total(
    taxes.map(({ amount }) => amount),
    currency,
  );

const hundred = decimal('100');
const fractionOf = ({ percent }: TaxRate): Decimal => percent.div(hundred);

const printed = (rate: TaxRate): Omit<AppliedTax, 'base' | 'amount'> => {
  const { id, name, country, region, compound } = rate;
  return { rateId: id, name, country, region, fraction: fractionOf(rate), compound };
};
