import type { Coupon, Persona } from './cast.ts';
import { Exact } from './exact.ts';
import { type Line, type Retaken, settled, type Taken } from './line.ts';
import { currencies } from './plans.ts';
import type { Period } from './schedule.ts';

/** How many of its periods each coupon has left, by name. */
export type Left = ReadonlyMap<string, number>;

export const leftAtFirst = ({ coupons }: Persona): Left =>
  new Map(coupons.map(({ name, duration, periods }) => [name, duration === 'once' ? 1 : (periods ?? Infinity)]));

const hundred = Exact.of(100);

/** Percentages come before amounts. */
const inOrder = ({ coupons }: Persona): readonly Coupon[] => [
  ...coupons.filter(({ percentOff }) => percentOff !== undefined),
  ...coupons.filter(({ amountOff }) => amountOff !== undefined),
];

/** The lines with what each coupon takes off them, and what is left of the coupons. */
export const discount = (
  persona: Persona,
  period: Period,
  lines: readonly Line[],
  left: Left,
): { readonly lines: readonly Line[]; readonly left: Left } => {
  const usesPeriod = period.n >= 0 && !period.isTrial;
  let discounted = lines;
  const after = new Map(left);
  for (const coupon of inOrder(persona)) {
    const periods = left.get(coupon.name) ?? 0;
    if (periods === 0) continue;
    const isLast = coupon.duration === 'periods' && periods === 1 && usesPeriod;
    const applies = (line: Line): boolean =>
      (line.kind === 'charge' || line.kind === 'minimum') &&
      line.amount.isPositive() &&
      (coupon.appliesTo === undefined || coupon.appliesTo.includes(line.charge)) &&
      !(isLast && line.start >= period.end);
    const before = discounted;
    discounted = withCoupon(persona, coupon, before, applies, (from) => offFrom(persona, coupon, from));
    const took = discounted.some((line, index) => line !== before[index]);
    const isUsed = coupon.duration === 'once' ? took : coupon.duration === 'periods' && usesPeriod;
    if (isUsed) after.set(coupon.name, periods - 1);
  }
  return { lines: discounted, left: after };
};

const withCoupon = (
  persona: Persona,
  coupon: Coupon,
  lines: readonly Line[],
  applies: (line: Line) => boolean,
  offOf: (left: Exact) => Exact,
): readonly Line[] => {
  const open = lines.filter(applies);
  const weights = open.map(leftOf);
  const parts = split(persona, offOf(Exact.sum(weights)), weights);
  return lines.map((line) => {
    const part = parts[open.indexOf(line)];
    return part === undefined || part.isZero()
      ? line
      : { ...line, taken: new Map([...line.taken, [coupon.name, part]]) };
  });
};

const leftOf = ({ amount, taken }: Line): Exact => amount.minus(Exact.sum([...taken.values()]));

const offFrom = (persona: Persona, { percentOff, amountOff }: Coupon, from: Exact): Exact =>
  percentOff === undefined
    ? Exact.of(amountOff ?? '0').lesser(from)
    : settled(persona, from.times(Exact.of(percentOff)).over(hundred));

/** By largest remainder: whole minor units, first what each is sure of, then the rest to those that lack most. */
const split = ({ currency }: Persona, whole: Exact, weights: readonly Exact[]): readonly Exact[] => {
  const all = Exact.sum(weights);
  if (whole.isZero() || all.isZero()) return weights.map(() => Exact.zero);
  const units = Exact.of(`1${'0'.repeat(currencies[currency].digits)}`);
  const fair = weights.map((weight) => whole.times(units).times(weight).over(all));
  const sure = fair.map((part) => part.floor());
  let rest = whole.times(units).minus(Exact.sum(sure));
  const parts = [...sure];
  const needy = fair.map((part, index) => ({ index, lacks: part.minus(sure[index] ?? Exact.zero) }));
  for (const { index } of needy.toSorted((a, b) => b.lacks.compare(a.lacks))) {
    if (!rest.isPositive()) break;
    parts[index] = (parts[index] ?? Exact.zero).plus(Exact.of(1));
    rest = rest.minus(Exact.of(1));
  }
  return parts.map((part) => part.over(units));
};

/** A line that changes by itself keeps its coupons: what they take off the new amount, less what they took off the old. */
export const retakenBy =
  (persona: Persona): Retaken =>
  (line, before, after) => {
    const is = takenAt(persona, line, after);
    const was = takenAt(persona, line, before);
    return new Map([...is].map(([name, taken]) => [name, taken.minus(was.get(name) ?? Exact.zero)]));
  };

const takenAt = (persona: Persona, line: Line, amount: Exact): Taken => {
  if (amount.compare(line.amount) === 0) return line.taken;
  let left = amount.greater(Exact.zero);
  return new Map(
    [...line.taken].map(([name, taken]) => {
      const coupon = persona.coupons.find((one) => one.name === name);
      const off = coupon?.percentOff === undefined ? taken.lesser(left) : offFrom(persona, coupon, left);
      left = left.minus(off);
      return [name, off];
    }),
  );
};

/** What coupons take off each line of a period with a minimum, if its usage and its true-up come to other amounts: each
 *  coupon is rounded once over all of them, so that what is late costs as if it had come in time. A coupon of an amount
 *  takes no more than it took. Where nothing changes, it is what was taken.
 *  @param changed what usage and the true-up come to */
export const takenTogether = (
  persona: Persona,
  lines: readonly Line[],
  changed: ReadonlyMap<Line, Exact>,
): readonly Taken[] => {
  if ([...changed].every(([line, amount]) => line.amount.compare(amount) === 0)) return lines.map(({ taken }) => taken);
  let now: readonly Line[] = lines.map((line) => ({
    ...line,
    amount: changed.get(line) ?? line.amount,
    taken: new Map(),
  }));
  for (const coupon of inOrder(persona)) {
    const was = lines.map(({ taken }) => taken.get(coupon.name));
    if (was.every((taken) => taken === undefined)) continue;
    const isFor = lines.map(
      (line, index) =>
        was[index] !== undefined ||
        (changed.has(line) && (coupon.appliesTo === undefined || coupon.appliesTo.includes(line.charge))),
    );
    const before = now;
    const applies = (line: Line): boolean => isFor[before.indexOf(line)] === true && line.amount.isPositive();
    const most = Exact.sum(was.map((taken) => taken ?? Exact.zero));
    now = withCoupon(persona, coupon, before, applies, (left) =>
      coupon.percentOff === undefined ? most.lesser(left) : offFrom(persona, coupon, left),
    );
  }
  return now.map(({ taken }) => taken);
};

/** What is taken now, less what was. */
export const takenMore = (is: Taken, was: Taken): Taken =>
  inAll([is, new Map([...was].map(([name, taken]) => [name, Exact.zero.minus(taken)]))]);

export const inAll = (parts: readonly Taken[]): Taken => {
  const names = new Set(parts.flatMap((part) => [...part.keys()]));
  return new Map([...names].map((name) => [name, Exact.sum(parts.map((part) => part.get(name) ?? Exact.zero))]));
};
