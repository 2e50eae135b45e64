import { type Instant, plusDays, toTemporal } from '../../kernel/instant.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';

const nanosecondsPerMinute = 60_000_000_000;
/** How many days to either side of now periods may lie: ten years. */
const horizon = 3653;

/** Refuses a zone in which periods would not be whole usage windows. Periods begin and end at a local time of day,
 *  also after a customer has moved from another zone, and windows on whole multiples of their size in UTC. So the
 *  offset of the zone has to be such a multiple too: with windows of 60 minutes, India at +5:30 is refused, and with
 *  windows of 30 it is not.
 *  @param windowMinutes 60, 30 or 15
 *  @throws InvalidInput `time_zone_not_on_window` at `/timeZone`, for an offset within ten years of `now` that is no
 *    multiple */
export const assertOnWindows = (timeZone: string, windowMinutes: number, now: Instant): void => {
  const off = offsetsOf(timeZone, plusDays(now, -horizon), plusDays(now, horizon)).find(
    (minutes) => minutes % windowMinutes !== 0,
  );
  if (off === undefined) return;
  throw new InvalidInput({
    code: 'time_zone_not_on_window',
    pointer: '/timeZone',
    detail: `${timeZone} is ${off} minutes from UTC at times: no multiple of the ${windowMinutes} minutes of a usage window.`,
  });
};

/** The offsets that the zone has in `[from, to)`, each once, in minutes from UTC; east is positive. */
export const offsetsOf = (timeZone: string, from: Instant, to: Instant): readonly number[] => {
  const end = toTemporal(to).epochMilliseconds;
  const offsets = new Set<number>();
  let time: ReturnType<typeof inZone> | null = inZone(from, timeZone);
  while (time !== null && time.epochMilliseconds < end) {
    offsets.add(time.offsetNanoseconds / nanosecondsPerMinute);
    time = time.getTimeZoneTransition('next');
  }
  return [...offsets];
};

const inZone = (time: Instant, timeZone: string) => toTemporal(time).toZonedDateTimeISO(timeZone);
