import type { PercentageTerms } from '../catalog/plan/price.ts';
import { type Decimal, decimal, ZERO } from '../money/decimal.ts';
import { type Breakdown, bracket, stretch } from './line.ts';

const HUNDRED = decimal('100');

/** A share of the amount that the events carry, and a fixed amount for each of them. The brackets' `unitAmount` is the share
 *  of one: 2.9 % are 0.029. `amount` and `events` zero or more. */
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
