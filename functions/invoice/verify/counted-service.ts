import type { CustomerId } from '../../kernel/ids.ts';
import { windowMinutes } from '../../meter/counter/window-setting-service.ts';
import type { ScanLimit } from '../../meter/log/log-scan-store.ts';
import { distinctInCounters, distinctInLog } from '../../meter/measure/distinct-check-service.ts';
import type { Measure } from '../../meter/measure/log-measure.ts';
import { quantityOfTotal, type RunningTotal } from '../../meter/measure/running-total.ts';
import { type Decimal, exactDecimal } from '../../money/decimal.ts';
import type { Counted } from '../../rate/metered.ts';

/** What each measure comes to by the log: its quantity, and of how many events. A running total says it by itself, unless the
 *  meter counts distinct values: then the counters' number is taken where the log bears it out, and otherwise the log is read
 *  once more to count the values. A measure is null where the limit does not suffice for that.
 *  @param totals of the whole log, one for each measure in the same order */
export const countedOf = async (
  customer: CustomerId,
  measures: readonly Measure[],
  totals: readonly RunningTotal[],
  limit: ScanLimit,
): Promise<{ readonly counted: readonly (Counted | null)[]; readonly left: ScanLimit }> => {
  const known = new Map<Measure, Decimal>();
  for (const [at, measure] of measures.entries()) {
    const total = totals[at];
    const quantity =
      total === undefined ? null : (quantityOfTotal(total) ?? (await borneOut(customer, measure, total)));
    if (quantity !== null) known.set(measure, quantity);
  }
  const open = measures.filter((measure) => !known.has(measure));
  const { quantities, left } = await distinctInLog(customer, open, windowMinutes(), limit);
  for (const [at, quantity] of quantities.entries()) {
    const measure = open[at];
    if (measure !== undefined) known.set(measure, quantity);
  }
  const counted = measures.map((measure, at) => {
    const quantity = known.get(measure);
    return quantity === undefined ? null : { quantity, events: exactDecimal(String(totals[at]?.events ?? 0)) };
  });
  return { counted, left };
};

/** The number of distinct values by the counters, if the counters were made by exactly the events in the log: if both have
 *  the same sum of digests. Null if not. */
const borneOut = async (customer: CustomerId, measure: Measure, { value }: RunningTotal): Promise<Decimal | null> => {
  const { quantity, digests } = await distinctInCounters(customer, measure);
  return value.kind === 'distinct' && value.digests === digests ? quantity : null;
};
