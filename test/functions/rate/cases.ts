import { pricedChargeSchema } from '../../../functions/catalog/charge.ts';
import type { PricedCharge } from '../../../functions/catalog/price.ts';
import { currency } from '../../../functions/money/currency.ts';
import { decimal } from '../../../functions/money/decimal.ts';
import { plainMetered } from '../../../functions/rate/metered.ts';
import { lineToWire } from '../../../functions/rate/quote-wire.ts';
import { rateCharge } from '../../../functions/rate/rate-charge.ts';

export const TWO_TIERS = [
  { upTo: '1000', unitAmount: '0.10' },
  { upTo: null, unitAmount: '0.07' },
];

export const THREE_TIERS = [
  { upTo: '1000', unitAmount: '0.10' },
  { upTo: '10000', unitAmount: '0.07' },
  { upTo: null, unitAmount: '0.05' },
];

export const FEE_TIERS = [
  { upTo: '10', unitAmount: '1', flatAmount: '5' },
  { upTo: '20', unitAmount: '0', flatAmount: '3' },
  { upTo: null, unitAmount: '2', flatAmount: '7' },
];

export function charge(terms: Record<string, unknown>): PricedCharge {
  return pricedChargeSchema.parse({ id: 'c', ...terms });
}

/** The priced line as it goes over the wire. */
export function line(terms: Record<string, unknown>, quantity: string, code = 'USD') {
  return lineToWire(rateCharge(charge(terms), plainMetered(decimal(quantity)), currency(code)));
}

/** "from–to: units × unitAmount + flatAmount = amount" of each bracket. */
export function brackets(terms: Record<string, unknown>, quantity: string): string[] {
  return line(terms, quantity).breakdown.map(
    ({ kind, from, to, units, unitAmount, flatAmount, amount }) =>
      `${kind} ${from}–${to}: ${units} × ${unitAmount} + ${flatAmount} = ${amount}`,
  );
}
