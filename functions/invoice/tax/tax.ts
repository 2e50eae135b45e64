import type { Currency } from '../../money/currency.ts';
import { type Decimal, ONE, sum } from '../../money/decimal.ts';
import { add, type Money, money, multiply, settle, subtract, total, zero } from '../../money/money.ts';

export const treatments = ['taxed', 'exempt', 'reverse_charge', 'no_rate'] as const;

/** How a line is treated. `no_rate` means that nothing is taxed because the seller is not registered where the
 *  customer is, has set no rate for that place, or does not know the place. */
export type TaxTreatment = (typeof treatments)[number];

/** A rate as it was in force when it was decided on. An invoice keeps it, so that it stands when the table of rates
 *  has changed. */
export interface DecidedRate {
  readonly rateId: string;
  readonly name: string;
  readonly country: string;
  readonly region: string | null;
  /** 0.19 for 19 %. */
  readonly fraction: Decimal;
  readonly compound: boolean;
}

/** How a line is to be taxed. The rates are in the order in which they are calculated; where it is not `taxed`,
 *  there are none. */
export interface TaxDecision {
  readonly treatment: TaxTreatment;
  readonly rates: readonly DecidedRate[];
  readonly pricesIncludeTax: boolean;
  /** What the law requires to be printed, in the customer's language. */
  readonly note: string | null;
}

/** A tax on an amount, rounded once. Where prices exclude tax, `amount` is `base × fraction`, rounded. Where they
 *  include it, `base` is what the rounded taxes leave, so that `base × fraction` may differ from `amount` by a minor
 *  unit. */
export interface AppliedTax extends DecidedRate {
  /** What it is calculated on: the tax base; for a compound tax, the tax base and the taxes before it. */
  readonly base: Money;
  readonly amount: Money;
}

/** An amount that is taxed in one way, with its taxes. All is settled; `taxBase + tax = total`, and `tax` is the sum
 *  of `taxes`. */
export interface Taxed {
  readonly taxBase: Money;
  readonly taxes: readonly AppliedTax[];
  readonly tax: Money;
  readonly total: Money;
  readonly taxTreatment: TaxTreatment;
  /** What the law requires to be printed. */
  readonly taxNote: string | null;
}

/** An amount without any tax. */
export const untaxed = (amount: Money): Taxed => ({
  ...{ taxBase: amount, taxes: [], tax: zero(amount.currency), total: amount },
  ...{ taxTreatment: 'no_rate', taxNote: null },
});

/** Adds taxes to an amount, or finds those that are in it. Each tax is rounded once.
 *  - Where prices exclude tax, the amount is the tax base and taxes come on top: 100.00 with 19 % is 100.00 + 19.00
 *    = 119.00.
 *  - Where prices include tax, the amount is the total, and the tax base is what the rounded taxes leave of it: in
 *    100.00 with 19 % is a tax of 100 × 0.19 / 1.19 = 15.966…, rounded to 15.97, and the tax base is 84.03.
 *
 *  A negative amount has the taxes of its opposite, with the other sign.
 *  @param amount settled: the sum of lines after coupons */
export const applyTax = (amount: Money, { treatment, note, rates, pricesIncludeTax }: TaxDecision): Taxed => {
  const taxes = pricesIncludeTax ? taxesIn(amount, rates) : taxesOn(amount, rates);
  const tax = taxOf(taxes, amount.currency);
  const taxBase = pricesIncludeTax ? subtract(amount, tax) : amount;
  return { taxBase, taxes, tax, total: add(taxBase, tax), taxTreatment: treatment, taxNote: note };
};

/** Taxes on top. A compound tax is calculated on the tax base and the rounded taxes before it, as the invoice shows
 *  them: on 100.00, with 5 % and then a compound 10 %, the taxes are 5.00 and 10 % of 105.00 = 10.50. */
const taxesOn = (taxBase: Money, rates: readonly DecidedRate[]): readonly AppliedTax[] => {
  const applied: AppliedTax[] = [];
  for (const rate of rates) {
    const base = baseOf(rate, taxBase, applied);
    applied.push({ ...rate, base, amount: settle(multiply(base, rate.fraction)) });
  }
  return applied;
};

/** Taxes that are in the amount. The exact net is `gross ÷ (1 + all shares)`, and each tax is its share of that net:
 *  in 115.50, with 5 % and then a compound 10 % (a share of 0.105), the net is 115.50 / 1.155 = 100, and the taxes
 *  are 5.00 and 10.50. */
const taxesIn = (gross: Money, rates: readonly DecidedRate[]): readonly AppliedTax[] => {
  const shares = sharesOf(rates);
  const whole = ONE.plus(sum(shares));
  const amounts = shares.map((share) => settle(money(gross.amount.times(share).div(whole), gross.currency)));
  const taxBase = subtract(gross, total(amounts, gross.currency));
  const applied: AppliedTax[] = [];
  for (const [index, amount] of amounts.entries()) {
    const rate = rates[index];
    if (rate !== undefined) applied.push({ ...rate, base: baseOf(rate, taxBase, applied), amount });
  }
  return applied;
};

/** For each rate, the share of the net that its tax is. For a compound 10 % after 5 % it is 0.10 × 1.05 = 0.105. */
const sharesOf = (rates: readonly DecidedRate[]): readonly Decimal[] => {
  const shares: Decimal[] = [];
  for (const rate of rates) shares.push(rate.fraction.times(rate.compound ? ONE.plus(sum(shares)) : ONE));
  return shares;
};

const baseOf = ({ compound }: DecidedRate, taxBase: Money, before: readonly AppliedTax[]): Money =>
  compound ? add(taxBase, taxOf(before, taxBase.currency)) : taxBase;

const taxOf = (taxes: readonly AppliedTax[], currency: Currency): Money =>
  total(
    taxes.map(({ amount }) => amount),
    currency,
  );
