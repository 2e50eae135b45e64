import type { Meter } from '../../catalog/meter/meter.ts';
import { requireMeter } from '../../catalog/meter/meter-store.ts';
import { customerId } from '../../kernel/ids.ts';
import { toMilliseconds } from '../../kernel/instant.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { plain } from '../../money/decimal.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { windowMinutes } from '../counter/window-setting-service.ts';
import { byGroup } from './by-group.ts';
import { byWindow, type Range, type Resolution } from './by-window.ts';
import { combine, type Reading } from './usage.ts';
import { usageRoutes } from './usage-routes.ts';
import { usageSoFar } from './usage-service.ts';
import { wholeWindows } from './whole-windows.ts';

/** Windows in one answer: six weeks by hour, a good year by day, ten years by month. */
const maxWindows = { hour: 1_008, day: 400, month: 120 } as const;
/** Hours of a window. A month has 730.5 on average, and is rounded up so that ten years are not more than 120 months. */
const hours = { hour: 1, day: 24, month: 731 } as const;

export const handler = httpApi(usageRoutes, {
  getUsage: async ({ query: { meter: key, from, to, window, groupBy }, parameters }) => {
    const range = boundedRange(wholeWindows(from, to, windowMinutes()), window);
    const meter = await requireMeter(key);
    const { readings } = await usageSoFar(customerId(parameters.customerId ?? ''), key, range.from, range.to);
    const groups = groupBy === undefined ? undefined : byGroup(meter, readings, groupBy);
    const json = {
      meter: key,
      ...range,
      ...print(meter, readings, range, window),
      groups: groups?.map((group) => ({ group: group.values, ...print(meter, group.readings, range, window) })),
    };
    return { json };
  },
});

/** @throws InvalidInput `range_too_long` */
const boundedRange = (range: Range, window: Resolution): Range => {
  const windows = (toMilliseconds(range.to) - toMilliseconds(range.from)) / 3_600_000 / hours[window];
  if (windows <= maxWindows[window]) return range;
  const detail = `At most ${maxWindows[window]} windows of a ${window}.`;
  throw new InvalidInput({ code: 'range_too_long', pointer: '/to', detail });
};

const print = ({ measure }: Meter, readings: readonly Reading[], range: Range, window: Resolution) => ({
  total: plain(combine(measure.aggregation, readings)),
  windows: byWindow(measure.aggregation, readings, range, window).map(({ start, end, value }) => ({
    start,
    end,
    value: plain(value),
  })),
});
