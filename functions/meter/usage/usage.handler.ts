import type { Meter } from '../../catalog/meter/meter.ts';
import { requireMeter } from '../../catalog/meter/meter-store.ts';
import { customerId } from '../../kernel/ids.ts';
import { toMilliseconds } from '../../kernel/instant.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { plain } from '../../money/decimal.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { windowMinutes } from '../counter/window-setting-service.ts';
import { countersAtMost } from '../shard/counters-between-store.ts';
import { byGroup } from './by-group.ts';
import { byWindow, type Range, type Resolution } from './by-window.ts';
import { combine, type Reading } from './usage.ts';
import { usageRoutes } from './usage-routes.ts';
import { usageSoFar } from './usage-service.ts';
import { wholeWindows } from './whole-windows.ts';

/** Windows in one answer: six weeks by hour, a good year by day, ten years by month. */
const maxWindows = { hour: 1_008, day: 400, month: 120 } as const;
/** Windows of all groups together in one answer. Each takes about 110 bytes. */
const maxValues = 30_000;
/** Counters that one request reads: about 20 MB, in a few seconds. A sum has one for each window, shard and group with usage;
 *  a count of distinct values has one for each of them. */
const maxCounters = 100_000;
/** Hours of a window. A month has 730.5 on average, and is rounded up so that ten years are not more than 120 months. */
const hours = { hour: 1, day: 24, month: 731 } as const;

export const handler = httpApi(usageRoutes, {
  getUsage: async ({ query: { meter: key, from, to, window, groupBy }, parameters }) => {
    const range = boundedRange(wholeWindows(from, to, windowMinutes()), window);
    const meter = await requireMeter(key);
    const customer = customerId(parameters.customerId ?? '');
    const { readings } = await usageSoFar(customer, key, range.from, range.to, undefined, countersAtMost(maxCounters));
    const groups = groupBy === undefined ? undefined : byGroup(meter, readings, groupBy);
    assertPrintable(groups?.length ?? 0, windowsIn(range, window));
    const json = {
      meter: key,
      ...range,
      ...print(meter, readings, range, window),
      groups: groups?.map((group) => ({ group: group.values, ...print(meter, group.readings, range, window) })),
    };
    return { json };
  },
});

const windowsIn = (range: Range, window: Resolution): number =>
  (toMilliseconds(range.to) - toMilliseconds(range.from)) / 3_600_000 / hours[window];

/** @throws InvalidInput `range_too_long` */
const boundedRange = (range: Range, window: Resolution): Range => {
  if (windowsIn(range, window) <= maxWindows[window]) return range;
  const detail = `At most ${maxWindows[window]} windows of a ${window}.`;
  throw new InvalidInput({ code: 'range_too_long', pointer: '/to', detail });
};

/** Each group has each window, also those without usage: 1,000 groups by 31 days are 31,000 values.
 *  @throws InvalidInput `answer_too_large` */
const assertPrintable = (groups: number, windows: number): void => {
  const values = groups * Math.ceil(windows);
  if (values <= maxValues) return;
  const detail = `${groups} groups have ${values} windows: at most ${maxValues} in one answer. Ask for a shorter range, longer windows or fewer properties.`;
  throw new InvalidInput({ code: 'answer_too_large', pointer: '/groupBy', detail });
};

const print = ({ measure }: Meter, readings: readonly Reading[], range: Range, window: Resolution) => ({
  total: plain(combine(measure.aggregation, readings)),
  windows: byWindow(measure.aggregation, readings, range, window).map(({ start, end, value }) => ({
    start,
    end,
    value: plain(value),
  })),
});
