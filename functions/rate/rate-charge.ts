import { assertNever, type PricedCharge, type UsagePrice } from '../catalog/plan/price.ts';
import type { Currency } from '../money/currency.ts';
import { type Decimal, ONE, ZERO } from '../money/decimal.ts';
import { money, settle } from '../money/money.ts';
import { withinBounds } from './bounds.ts';
import { dimensional, pricedQuantity } from './dimensional.ts';
import { flat } from './flat.ts';
import { type Breakdown, exactSum, type RatedLine } from './line.ts';
import { linear } from './linear.ts';
import type { Metered } from './metered.ts';
import { packages } from './package.ts';
import { percentage } from './percentage.ts';
import { tiered } from './tiered.ts';
import { volume } from './volume.ts';

/** Prices one charge for what was counted in one period. A negative total is shown as the quantity and costs nothing. A flat
 *  charge has the quantity 1, whatever was counted. */
export const rateCharge = (charge: PricedCharge, metered: Metered, currency: Currency): RatedLine =>
  charge.model === 'flat'
    ? lineOf(charge, ONE, flat(charge), currency)
    : lineOf(charge, pricedQuantity(charge, metered), usageBreakdown(charge, metered), currency);

const lineOf = ({ id, name, model }: PricedCharge, quantity: Decimal, breakdown: Breakdown, currency: Currency) => {
  const exactAmount = money(exactSum(breakdown), currency);
  return { chargeId: id, name, model, quantity, exactAmount, amount: settle(exactAmount), breakdown };
};

const usageBreakdown = (price: UsagePrice, metered: Metered): Breakdown => {
  const quantity = pricedQuantity(price, metered);
  return withinBounds(priced(price, metered), price, quantity.isNegative() ? ZERO : quantity);
};

const priced = (price: UsagePrice, metered: Metered): Breakdown => {
  switch (price.model) {
    case 'linear':
      return dimensional(price, metered, linear);
    case 'tiered':
      return dimensional(price, metered, tiered);
    case 'volume':
      return dimensional(price, metered, volume);
    case 'package':
      return dimensional(price, metered, packages);
    case 'percentage':
      return dimensional(price, metered, percentage);
    default:
      return assertNever(price);
  }
};
