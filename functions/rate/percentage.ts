import type { PercentageTerms } from '../catalog/plan/price.ts';
import { type Decimal, decimal, ZERO } from '../money/decimal.ts';
import { type Breakdown, bracket, stretch } from './line.ts';

const HUNDRED = decimal('100');

/** A share of the money that the events are about, and a fixed fee for each event. 2.9 % and 0.30 for 3 events of together
 *  200.00 are 200.00 × 0.029 + 3 × 0.30 = 6.70. The bracket shows 2.9 % as a `unitAmount` of 0.029.
 *  @param amount zero or more
 *  @param events zero or more */
export const percentage = ({ percent, fixedAmount }: PercentageTerms, amount: Decimal, events: Decimal): Breakdown => {
  const share = { unitAmount: percent.div(HUNDRED), flatAmount: ZERO };
  const fee = { unitAmount: fixedAmount, flatAmount: ZERO };
  return [
    ...(amount.isZero() ? [] : [stretch('percentage', ZERO, amount, share)]),
    ...(events.isZero() || fixedAmount.isZero()
      ? []
      : [bracket({ kind: 'event_fee', from: amount, to: amount, units: events }, fee)]),
  ];
};
