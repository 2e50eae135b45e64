import type { Decimal } from '../../money/decimal.ts';
import { type Bracket, type BracketKind, type Breakdown, bracket } from '../../rate/line.ts';

/** The breakdown of what changes between two breakdowns; it adds up to the difference of the two. A bracket that
 *  both have (of the same group, from the same unit on, at the same price) becomes the units between their ends. Any
 *  other bracket of `before` is given back as a whole, and any other of `after` is charged as a whole.
 *
 *  An example: 900 × 0.10 becomes 1,000 × 0.10 and 200 × 0.07. The difference is 100 × 0.10, from 900 to 1,000, and
 *  200 × 0.07. */
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

/** Event fees, a minimum and a maximum are not for certain units of the usage. They stand where it ends, which is
 *  not to count as another place. */
const placeOf = ({ kind, group, from, unitAmount }: Bracket): string =>
  JSON.stringify([kind, group?.value, isAtEnd(kind) ? null : from.toFixed(), unitAmount.toFixed()]);

const isAtEnd = (kind: BracketKind): boolean => ['event_fee', 'minimum', 'maximum'].includes(kind);

/** The units between the ends of two brackets, at their common price. */
const between = (before: Bracket, after: Bracket): Bracket => {
  const [from, to] = inOrder(before.to, after.to);
  const units = after.units.minus(before.units);
  const flatAmount = after.flatAmount.minus(before.flatAmount);
  const { kind, group, unitAmount } = after;
  return { ...bracket({ kind, from, to, units }, { unitAmount, flatAmount }), group };
};

const inOrder = (a: Decimal, b: Decimal): readonly [Decimal, Decimal] => (a.lessThan(b) ? [a, b] : [b, a]);

/** A bracket that is given back. */
const reversed = ({ kind, group, from, to, units, unitAmount, flatAmount }: Bracket): Bracket => ({
  ...bracket({ kind, from, to, units: units.negated() }, { unitAmount, flatAmount: flatAmount.negated() }),
  group,
});
