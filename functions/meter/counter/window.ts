import { fromMilliseconds, type Instant, parseInstant, toMilliseconds } from '../../kernel/instant.ts';

/** The sizes that a window may have, in minutes. Time zones are offset from UTC by a multiple of 15 minutes, so that a window of
 *  15 fits the days of any customer. */
export type WindowMinutes = 60 | 30 | 15;

export const isWindowMinutes = (minutes: number): minutes is WindowMinutes => [60, 30, 15].includes(minutes);

/** The start of the window in which `time` lies: of 14:11:09, windows of 15 minutes give 14:00. A billing period is a whole number
 *  of windows. */
export const windowOf = (time: Instant, minutes: WindowMinutes = 60): Instant => {
  const size = minutes * 60_000;
  return fromMilliseconds(Math.floor(toMilliseconds(time) / size) * size);
};

/** The start of a window as it is written in keys, to the minute: `2026-10-03T14:00`. Text order is time order. */
export const windowKey = (start: Instant): string => start.slice(0, 16);
export const windowOfKey = (key: string): Instant => parseInstant(`${key}:00Z`);

/** A watermark as it is written in the keys of late counters: `2026-11-01T00:00`, or with its milliseconds where it has some,
 *  `2026-11-01T00:00:00.001`. Followed by `#`, text order is time order. */
export const epochKey = (watermark: Instant): string =>
  watermark.endsWith(':00.000Z') ? windowKey(watermark) : watermark.slice(0, -1);
export const epochOfKey = (key: string): Instant => parseInstant(key.length === 16 ? `${key}:00Z` : `${key}Z`);
