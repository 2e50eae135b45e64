import type { Meter } from '../../catalog/meter/meter.ts';
import { requireMeter } from '../../catalog/meter/meter-store.ts';
import type { CustomerId, MeterKey } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { epochKey, windowKey } from '../counter/window.ts';
import { type CountRead, countersBetween } from '../shard/counters-between-store.ts';
import { lateReadingOf, readingOf } from './reading.ts';
import { type Reading, type Usage, usageOf } from './usage.ts';

/** The usage of a period that came in time. An invoice is made of it; once the watermark has passed `to`, it never changes again.
 *  @param from the start of a window
 *  @param to the start of the first window after the period */
export const usageBetween = async (
  customer: CustomerId,
  meter: MeterKey,
  from: Instant,
  to: Instant,
): Promise<Usage> => {
  const read = await requireMeter(meter);
  return usageOf(read.measure.aggregation, await onTime(read, customer, from, to));
};

/** The usage of a period, whenever it came.
 *  @param before only late usage that met an earlier watermark than this; all of it if it is left out
 *  @param count bounds how many counters are read; all of them if it is left out
 *  @throws TooManyCounters */
export const usageSoFar = async (
  customer: CustomerId,
  meter: MeterKey,
  from: Instant,
  to: Instant,
  before?: Instant,
  count?: CountRead,
): Promise<Usage> => {
  const read = await requireMeter(meter);
  const readings = await Promise.all([
    onTime(read, customer, from, to, count),
    late(read, customer, from, to, before, count),
  ]);
  return usageOf(read.measure.aggregation, readings.flat());
};

/** The counters of late usage that met one watermark.
 *  @param epoch that watermark
 *  @returns their keys in time: `<meter>#<window>…` */
export const lateCounters = async (customer: CustomerId, epoch: Instant): Promise<readonly string[]> => {
  const prefix = `LATE#${epochKey(epoch)}#`;
  const items = await countersBetween(customer, [[prefix, `${prefix}~`]]);
  return items.map((item) => (item.sk?.S ?? '').slice(prefix.length));
};

const onTime = async (
  meter: Meter,
  customer: CustomerId,
  from: Instant,
  to: Instant,
  count?: CountRead,
): Promise<readonly Reading[]> => {
  const range = [`${meter.key}#${windowKey(from)}`, `${meter.key}#${windowKey(to)}`] as const;
  const items = await countersBetween(customer, [range], count);
  return items.map((item) => readingOf(meter, item)).filter(({ start }) => start < to);
};

/** Late counters are ordered by the watermark that they met. It is after their window, so those before `from` need not be read. */
const late = async (
  meter: Meter,
  customer: CustomerId,
  from: Instant,
  to: Instant,
  before: Instant | undefined,
  count?: CountRead,
): Promise<readonly Reading[]> => {
  const end = before === undefined ? 'LATE#~' : `LATE#${epochKey(before)}`;
  const items = await countersBetween(customer, [[`LATE#${windowKey(from)}`, end]], count);
  return items
    .filter((item) => item.sk?.S?.split('#')[2] === meter.key)
    .map((item) => lateReadingOf(meter, item))
    .filter(({ start }) => start >= from && start < to);
};
