import type { Flat } from '../catalog/plan/price.ts';
import { ONE, ZERO } from '../money/decimal.ts';
import { type Breakdown, stretch } from './line.ts';

/** The amount, once. */
export const flat = ({ amount }: Flat): Breakdown => [
  stretch('flat', ZERO, ONE, { unitAmount: amount, flatAmount: ZERO }),
];
