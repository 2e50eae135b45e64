import type { Flat } from '../catalog/plan/price.ts';
import { ONE, ZERO } from '../money/decimal.ts';
import { type Breakdown, stretch } from './line.ts';

/** A fixed fee: one unit that costs the whole amount. */
export const flat = ({ amount }: Flat): Breakdown => [
  stretch('flat', ZERO, ONE, { unitAmount: amount, flatAmount: ZERO }),
];
