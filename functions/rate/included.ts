import { type Decimal, ZERO } from '../money/decimal.ts';
import { type Breakdown, stretch } from './line.ts';

/** `units` zero or more, of which the first `included` cost nothing. */
export type Allowance = { readonly free: Decimal; readonly billable: Decimal };

export const takeIncluded = (units: Decimal, included: Decimal): Allowance =>
  units.lessThan(included) ? { free: units, billable: ZERO } : { free: included, billable: units.minus(included) };

/** Puts the free units, at zero, before the priced ones, whose brackets move up by as much. */
export const afterIncluded = (free: Decimal, priced: Breakdown): Breakdown => {
  if (free.isZero()) return priced;
  const nothing = { unitAmount: ZERO, flatAmount: ZERO };
  return [
    stretch('included', ZERO, free, nothing),
    ...priced.map((entry) => ({ ...entry, from: entry.from.plus(free), to: entry.to.plus(free) })),
  ];
};
