import type { TestClock } from '../../catalog/test-clock/test-clock.ts';
import { fromTemporal, type Instant, toTemporal } from '../../kernel/instant.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';

const maxYears = 2;

/** Whether a clock may advance to `to`: not back, and at most two years ahead. An advance to the time that it shows already
 *  is allowed, and lets happen what has become due meanwhile.
 *  @throws InvalidInput `clock_backwards`, `clock_too_far` at `/to` */
export const assertReachable = ({ now }: Pick<TestClock, 'now'>, to: Instant): void => {
  if (to < now) throw refused('clock_backwards', `The clock shows ${now} already and never goes back.`);
  const furthest = fromTemporal(toTemporal(now).toZonedDateTimeISO('UTC').add({ years: maxYears }).toInstant());
  if (to > furthest) throw refused('clock_too_far', `One advance takes ${maxYears} years at most: until ${furthest}.`);
};

const refused = (code: string, detail: string) => new InvalidInput({ code, pointer: '/to', detail });
