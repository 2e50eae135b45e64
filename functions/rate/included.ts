import { type Decimal, ZERO } from '../money/decimal.ts';
import { type Breakdown, stretch } from './line.ts';

/** Units in two parts: the first ones, which are free, and those that are charged. */
export type Allowance = { readonly free: Decimal; readonly billable: Decimal };

/** Takes the free units off: of 1,250 units with 1,000 included, 250 are charged; of 400, none.
 *  @param units zero or more */
export const takeIncluded = (units: Decimal, included: Decimal): Allowance =>
  units.lessThan(included) ? { free: units, billable: ZERO } : { free: included, billable: units.minus(included) };

/** Puts a bracket of the free units, which costs nothing, before the priced ones. Those move up by as much: after 1,000 free
 *  units, the bracket from 0 to 250 goes from 1,000 to 1,250. */
export const afterIncluded = (free: Decimal, priced: Breakdown): Breakdown => {
  if (free.isZero()) return priced;
  const nothing = { unitAmount: ZERO, flatAmount: ZERO };
  return [
    stretch('included', ZERO, free, nothing),
    ...priced.map((entry) => ({ ...entry, from: entry.from.plus(free), to: entry.to.plus(free) })),
  ];
};
