import type { Aggregation, Meter } from '../../catalog/meter/meter.ts';
import type { Instant } from '../../kernel/instant.ts';
import { beats, type Candidate } from '../../meter/counter/best.ts';
import { isInPart, type Part } from '../../meter/counter/group-part.ts';
import { type Epoch, type Lifetime, stands } from '../../meter/measure/lifetime.ts';
import { type Decimal, ONE, ZERO } from '../../money/decimal.ts';

/** One row of the events behind a line: an event, the void of an event, or a repair, by which somebody corrected a counter. */
export interface EvidenceRow {
  readonly kind: 'event' | 'void' | 'repair';
  readonly time: Instant;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  /** What the meter took from the event; negative for a void. */
  readonly quantity: Decimal;
  readonly ingestedAt: Instant;
  /** What the row adds to the line's quantity. These add up to it, whether the meter takes a sum, a best or distinct values. */
  readonly counted: Decimal;
}

/** What a meter took from an event of the line's period, and which rows of this line are about it. */
export interface Told {
  readonly life: Lifetime;
  /** The number of the event's row, and of the row of its void. Null where this line has none: another line has it. */
  readonly event: number | null;
  readonly taken: number | null;
}

/** A line bills the difference between two states of its period's usage: with all events that came until `after`, and with those
 *  that came until `before` and were billed then. A line of usage in time bills all of it: before it there was `nothing`. */
interface Bounds {
  readonly before: Epoch | 'nothing';
  readonly after: Epoch;
}

/** What each row adds to the line, by the number of the row; rows that are missing add nothing. It is empty for a sum, where every
 *  row adds its own quantity.
 *
 *  For a maximum, a minimum and the latest, one row has it all: the event that decides, or, where the best was taken back, the
 *  row of its void. Events of 5, 9 and 7 with the maximum of 9: the second row adds 9, the others add nothing. If late events
 *  bring the maximum to 12, the row of that event adds 3 to the adjustment. For distinct values, the first event of each value
 *  adds 1, and the void of the last event that had the value takes 1 away.
 *  @param parts that the line prices by themselves */
export const countedBy = (
  meter: Meter,
  told: readonly Told[],
  parts: readonly Part[],
  bounds: Bounds,
): ReadonlyMap<number, Decimal> => {
  const counted = new Map<number, Decimal>();
  for (const part of parts) {
    const own = told.filter(({ life }) => isInPart(meter, life.counting.group ?? '', part));
    for (const [row, value] of sharesOf(meter.measure.aggregation, own, bounds)) counted.set(row, value);
  }
  return counted;
};

type Share = readonly [row: number, value: Decimal];

const sharesOf = (aggregation: Aggregation, told: readonly Told[], bounds: Bounds): readonly Share[] => {
  if (aggregation === 'unique_count') return distinctShares(told, bounds);
  return aggregation === 'sum' || aggregation === 'count' ? [] : bestShares(told, bounds);
};

const wasIn = (life: Lifetime, { before }: Bounds): boolean => before !== 'nothing' && stands(life, before);
const isIn = (life: Lifetime, { after }: Bounds): boolean => stands(life, after);

const bestShares = (told: readonly Told[], bounds: Bounds): readonly Share[] => {
  const before = bestOf(told.filter(({ life }) => wasIn(life, bounds)));
  const after = bestOf(told.filter(({ life }) => isIn(life, bounds)));
  const change = quantityOf(after).minus(quantityOf(before));
  const row = after?.event ?? before?.taken ?? null;
  return change.isZero() || row === null ? [] : [[row, change]];
};

const bestOf = (told: readonly Told[]): Told | undefined =>
  told.reduce<Told | undefined>((best, one) => (best === undefined || isBetter(one, best) ? one : best), undefined);

const isBetter = (a: Told, b: Told): boolean => {
  const [candidate, other] = [candidateOf(a), candidateOf(b)];
  return candidate !== undefined && other !== undefined && beats(candidate, { at: null, ...other });
};

const candidateOf = ({ life }: Told): Candidate | undefined =>
  life.counting.taken.kind === 'compared' ? life.counting.taken : undefined;

const quantityOf = (told: Told | undefined): Decimal =>
  told === undefined ? ZERO : (candidateOf(told)?.value ?? ZERO);

const distinctShares = (told: readonly Told[], bounds: Bounds): readonly Share[] =>
  [...byValue(told).values()].flatMap((same): readonly Share[] => {
    const was = same.some(({ life }) => wasIn(life, bounds));
    const is = same.some(({ life }) => isIn(life, bounds));
    const first = same.find(({ life, event }) => event !== null && isIn(life, bounds))?.event;
    const last = same.findLast(({ taken }) => taken !== null)?.taken;
    if (!was && is && first != null) return [[first, ONE]];
    return was && !is && last != null ? [[last, ONE.negated()]] : [];
  });

const byValue = (told: readonly Told[]): ReadonlyMap<string, readonly Told[]> => {
  const values = new Map<string, Told[]>();
  for (const one of told) {
    const { taken } = one.life.counting;
    if (taken.kind !== 'distinct') continue;
    const same = values.get(taken.value);
    if (same === undefined) values.set(taken.value, [one]);
    else same.push(one);
  }
  return values;
};
