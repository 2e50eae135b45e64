import { assertNever, type PricedCharge, type UsagePrice } from '../catalog/price.ts';
import type { Currency } from '../money/currency.ts';
import { type Decimal, ONE, ZERO } from '../money/decimal.ts';
import { money, settle } from '../money/money.ts';
import { withinBounds } from './bounds.ts';
import { flat } from './flat.ts';
import { afterIncluded, takeIncluded } from './included.ts';
import { type Breakdown, exactSum, type RatedLine } from './line.ts';
import { linear } from './linear.ts';
import type { Metered } from './metered.ts';
import { packages } from './package.ts';
import { tiered } from './tiered.ts';
import { volume } from './volume.ts';

/** Prices what was counted in one period: bills zero for a negative total, and shows it.
 *  A flat charge has the quantity 1, whatever is given. */
export function rateCharge(charge: PricedCharge, { quantity }: Metered, currency: Currency): RatedLine {
  return charge.model === 'flat'
    ? lineOf(charge, ONE, flat(charge), currency)
    : lineOf(charge, quantity, usageBreakdown(charge, quantity), currency);
}

function lineOf({ id, name, model }: PricedCharge, quantity: Decimal, breakdown: Breakdown, currency: Currency) {
  const exactAmount = money(exactSum(breakdown), currency);
  return { chargeId: id, name, model, quantity, exactAmount, amount: settle(exactAmount), breakdown };
}

function usageBreakdown(price: UsagePrice, quantity: Decimal): Breakdown {
  const units = quantity.isNegative() ? ZERO : quantity;
  const { free, billable } = takeIncluded(units, price.included);
  return withinBounds(afterIncluded(free, priced(price, billable)), price, units);
}

function priced(price: UsagePrice, units: Decimal): Breakdown {
  switch (price.model) {
    case 'linear':
      return linear(price, units);
    case 'tiered':
      return tiered(price, units);
    case 'volume':
      return volume(price, units);
    case 'package':
      return packages(price, units);
    default:
      return assertNever(price);
  }
}
