import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Meter } from '../../catalog/meter/meter.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { exactDecimal } from '../../money/decimal.ts';
import { partsOf } from '../counter/counter-key.ts';
import { addTallies, noTally, type Tally } from '../counter/tally.ts';
import { windowKey } from '../counter/window.ts';
import { countersBetween } from '../shard/counters-between-store.ts';
import type { Range } from '../usage/by-window.ts';
import { lateReadingOf, readingOf } from '../usage/reading.ts';
import type { Tallies } from './recount.ts';

type Item = Record<string, AttributeValue>;

/** What the counters of a range of windows hold, those in time and the late ones, with all shards added up. Strongly consistent.
 *  @returns by the counter's key */
export const countersOf = async (
  customer: CustomerId,
  meters: readonly Meter[],
  { from, to }: Range,
): Promise<Tallies> => {
  const ranges = [
    ...meters.map(({ key }) => [`${key}#${windowKey(from)}`, `${key}#${windowKey(to)}`] as const),
    [`LATE#${windowKey(from)}`, 'LATE#~'] as const,
  ];
  const tallies = new Map<string, Tally>();
  for (const item of await countersBetween(customer, ranges)) {
    const counter = item.sk?.S ?? '';
    const parts = partsOf(counter);
    const meter = meters.find(({ key }) => key === parts.meter);
    if (meter === undefined || parts.window < from || parts.window >= to) continue;
    const before = tallies.get(counter) ?? noTally;
    tallies.set(counter, addTallies(meter.measure.aggregation, before, tallyOfItem(meter, item)));
  }
  return tallies;
};

/** What an item of the usage table holds, if it is a counter of this meter. */
export const tallyOfItem = (meter: Meter, item: Item): Tally => {
  const isLate = item.sk?.S?.startsWith('LATE#') === true;
  const { sum, events, best, recounted } = isLate ? lateReadingOf(meter, item) : readingOf(meter, item);
  const at = best?.at === '' ? null : (best?.at ?? null);
  return {
    sum,
    events: exactDecimal(String(events)),
    best: best === null ? null : { value: best.value, at },
    recounted,
  };
};
