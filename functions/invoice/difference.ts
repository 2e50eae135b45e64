import type { Decimal } from '../money/decimal.ts';
import { type Bracket, type Breakdown, bracket } from '../rate/line.ts';

/** What `after` adds to `before` and takes from it: where both have a bracket at the same price from the same unit on, the
 *  units between their ends; else the whole bracket, given back or charged anew. Adds up to the difference of the two. */
export const difference = (before: Breakdown, after: Breakdown): Breakdown => {
  const old = new Map(before.map((one) => [placeOf(one), one]));
  const charged = after.map((one) => {
    const counterpart = old.get(placeOf(one));
    old.delete(placeOf(one));
    return counterpart === undefined ? one : between(counterpart, one);
  });
  const givenBack = [...old.values()].map(reversed);
  return [...givenBack, ...charged].filter(({ units, flatAmount }) => !units.isZero() || !flatAmount.isZero());
};

/** A minimum or maximum has no units, and so stands wherever the usage ends. */
const placeOf = ({ kind, from, unitAmount }: Bracket): string =>
  kind === 'minimum' || kind === 'maximum' ? kind : `${kind}#${from.toFixed()}#${unitAmount.toFixed()}`;

const between = (before: Bracket, after: Bracket): Bracket => {
  const [from, to] = inOrder(before.to, after.to);
  const units = after.units.minus(before.units);
  const flatAmount = after.flatAmount.minus(before.flatAmount);
  return bracket({ kind: after.kind, from, to, units }, { unitAmount: after.unitAmount, flatAmount });
};

const inOrder = (a: Decimal, b: Decimal): readonly [Decimal, Decimal] => (a.lessThan(b) ? [a, b] : [b, a]);

const reversed = ({ kind, from, to, units, unitAmount, flatAmount }: Bracket): Bracket =>
  bracket({ kind, from, to, units: units.negated() }, { unitAmount, flatAmount: flatAmount.negated() });
