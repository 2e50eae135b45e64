import { customerId } from '../catalog/ids.ts';
import { toMilliseconds } from '../catalog/instant.ts';
import { InvalidInput } from '../catalog/meterline-error.ts';
import { plain } from '../money/decimal.ts';
import { httpApi } from '../platform/http-api.ts';
import { byWindow, wholeHours } from './by-window.ts';
import { routes } from './routes.ts';
import { usageSoFar } from './usage-store.ts';

/** Windows that one answer holds at most: a year by day, six weeks by hour. */
const maxWindows = { hour: 1_008, day: 400 } as const;
const hours = { hour: 1, day: 24 } as const;

export const handler = httpApi(routes, {
  getUsage: async ({ query: { meter, from, to, window }, parameters }) => {
    const range = wholeHours(from, to);
    const windows = (toMilliseconds(range.to) - toMilliseconds(range.from)) / 3_600_000 / hours[window];
    if (windows > maxWindows[window]) {
      throw new InvalidInput({
        code: 'range_too_long',
        pointer: '/to',
        detail: `At most ${maxWindows[window]} windows of a ${window}.`,
      });
    }
    const usage = await usageSoFar(customerId(parameters.customerId ?? ''), meter, range.from, range.to);
    const stretches = byWindow(usage, range, window).map(({ start, end, value }) => ({
      start,
      end,
      value: plain(value),
    }));
    return { json: { meter, from: range.from, to: range.to, total: plain(usage.total), windows: stretches } };
  },
});
