import type { Meter } from '../../catalog/meter/meter.ts';
import { plain } from '../../money/decimal.ts';
import type { Tally } from '../counter/tally.ts';
import { readingOf } from '../usage/reading.ts';
import type { Reading } from '../usage/usage.ts';

/** A tally as a reading, so that usage can be added up from what the log says as it is from counters. The counter is one in time. */
export const readingOfTally = (meter: Meter, counter: string, { sum, events, best }: Tally): Reading =>
  readingOf(meter, {
    sk: { S: counter },
    sum: { N: plain(sum) },
    events: { N: plain(events) },
    ...(best === null ? {} : { value: { S: plain(best.value) }, at: { S: best.at ?? '' } }),
  });
