import { fromMilliseconds, type Instant, parseInstant, toMilliseconds } from '../../kernel/instant.ts';

/** Sizes that a window may have, in minutes: time zones are offset from UTC by a multiple of 15. */
export type WindowMinutes = 60 | 30 | 15;

export const isWindowMinutes = (minutes: number): minutes is WindowMinutes => [60, 30, 15].includes(minutes);

/** The start of the window that `time` lies in. A billing period is a whole number of windows. */
export const windowOf = (time: Instant, minutes: WindowMinutes = 60): Instant => {
  const size = minutes * 60_000;
  return fromMilliseconds(Math.floor(toMilliseconds(time) / size) * size);
};

/** As in keys, to the minute: `2026-10-03T14:00`. Text order is time order. */
export const windowKey = (start: Instant): string => start.slice(0, 16);
export const windowOfKey = (key: string): Instant => parseInstant(`${key}:00Z`);
