import type { CustomerId } from '../../kernel/ids.ts';
import { earlier } from '../../kernel/instant.ts';
import { type Decimal, exactDecimal } from '../../money/decimal.ts';
import { isInPart } from '../counter/group-part.ts';
import { type WindowMinutes, windowKey } from '../counter/window.ts';
import { eventsOf, logBatchOf } from '../log/log-batch.ts';
import { type ScanLimit, scanLog } from '../log/log-scan-store.ts';
import { combine, type Reading } from '../usage/usage.ts';
import { usageBetween, usageSoFar } from '../usage/usage-service.ts';
import { lifetimesOf, stands } from './lifetime.ts';
import type { Measure } from './log-measure.ts';
import { plusDigests } from './running-total.ts';

/** What the counters of distinct values say: how many values there are, and the sum of digests that their events should have in the
 *  log. If the log has the same sum, the number is right. */
export const distinctInCounters = async (
  customer: CustomerId,
  { meter, period: { start, end }, bound, part }: Measure,
): Promise<{ readonly quantity: Decimal; readonly digests: bigint }> => {
  const { readings } =
    bound === null
      ? await usageBetween(customer, meter.key, start, end)
      : await usageSoFar(customer, meter.key, start, end, bound);
  const own = readings.filter(({ group }) => isInPart(meter, group, part));
  const isGrouped = meter.groupBy.length > 0;
  const digests = own.reduce(
    (sum, reading) => plusDigests(sum, keyOf(meter.key, isGrouped, reading), reading.events),
    0n,
  );
  return { quantity: combine(meter.measure.aggregation, own), digests };
};

/** The key in time of the counter that was read. */
const keyOf = (meter: string, isGrouped: boolean, { start, group, distinct }: Reading): string =>
  [meter, windowKey(start), ...(isGrouped ? [group] : []), `=${distinct}`].join('#');

/** Distinct values that are held in memory at once: about 500 MB. */
const maxValues = 3_000_000;

/** Counts the distinct values in the log, for each measure. It holds all of them at once, and so is for the rare case that the log
 *  differs from the counters.
 *  @returns no quantities where the limit ends before the log does, or where there are too many values */
export const distinctInLog = async (
  customer: CustomerId,
  measures: readonly Measure[],
  minutes: WindowMinutes,
  limit: ScanLimit,
): Promise<{ readonly quantities: readonly Decimal[]; readonly left: ScanLimit }> => {
  const [first, ...others] = measures.map(({ period }) => period.start);
  if (first === undefined) return { quantities: [], left: limit };
  const values = measures.map(() => new Set<string>());
  const held = () => values.reduce((sum, { size }) => sum + size, 0);
  const since = others.reduce(earlier, first);
  const { place, left } = await scanLog(customer, { place: null, since }, limit, (item) => {
    const batch = logBatchOf(item);
    if (batch === undefined || held() > maxValues) return;
    const events = eventsOf(batch);
    for (const [at, { meter, period, bound, part }] of measures.entries()) {
      for (const life of lifetimesOf(batch, events, meter, minutes)) {
        const { window, group, taken } = life.counting;
        const counts = window >= period.start && window < period.end && stands(life, bound);
        if (counts && taken.kind === 'distinct' && isInPart(meter, group ?? '', part)) values[at]?.add(taken.value);
      }
    }
  });
  const isWhole = place === null && held() <= maxValues;
  return { quantities: isWhole ? values.map(({ size }) => exactDecimal(String(size))) : [], left };
};
