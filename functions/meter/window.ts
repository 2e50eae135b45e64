import { fromMilliseconds, type Instant, parseInstant, toMilliseconds } from '../catalog/instant.ts';

/** Counters are kept by the hour, UTC. A billing period is a whole number of windows. */
export const windowMilliseconds = 3_600_000;

/** The start of the window that `time` lies in. */
export const windowOf = (time: Instant): Instant => {
  const milliseconds = toMilliseconds(time);
  return fromMilliseconds(
    milliseconds - (((milliseconds % windowMilliseconds) + windowMilliseconds) % windowMilliseconds),
  );
};

export const windowEnd = (start: Instant): Instant => fromMilliseconds(toMilliseconds(start) + windowMilliseconds);

/** As in keys, to the minute: `2026-10-03T14:00`. Text order is time order. */
export const windowKey = (start: Instant): string => start.slice(0, 16);
export const windowOfKey = (key: string): Instant => parseInstant(`${key}:00Z`);
