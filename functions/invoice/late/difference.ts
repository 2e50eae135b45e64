import type { Decimal } from '../../money/decimal.ts';
import { type Bracket, type BracketKind, type Breakdown, bracket } from '../../rate/line.ts';

/** What `after` adds to `before` and takes from it: where both have a bracket of the same group at the same price from the
 *  same unit on, the units between their ends; else the whole bracket, given back or charged anew. Adds up to the difference
 *  of the two. */
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

/** Event fees, a minimum and a maximum are no stretch of the usage, and so stand wherever it ends. */
const placeOf = ({ kind, group, from, unitAmount }: Bracket): string =>
  JSON.stringify([kind, group?.value, isAtEnd(kind) ? null : from.toFixed(), unitAmount.toFixed()]);

const isAtEnd = (kind: BracketKind): boolean => ['event_fee', 'minimum', 'maximum'].includes(kind);

const between = (before: Bracket, after: Bracket): Bracket => {
  const [from, to] = inOrder(before.to, after.to);
  const units = after.units.minus(before.units);
  const flatAmount = after.flatAmount.minus(before.flatAmount);
  const { kind, group, unitAmount } = after;
  return { ...bracket({ kind, from, to, units }, { unitAmount, flatAmount }), group };
};

const inOrder = (a: Decimal, b: Decimal): readonly [Decimal, Decimal] => (a.lessThan(b) ? [a, b] : [b, a]);

const reversed = ({ kind, group, from, to, units, unitAmount, flatAmount }: Bracket): Bracket => ({
  ...bracket({ kind, from, to, units: units.negated() }, { unitAmount, flatAmount: flatAmount.negated() }),
  group,
});
