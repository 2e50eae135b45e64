import * as z from 'zod';
import { exactDecimal, plain } from '../../money/decimal.ts';
import { noTally, type Tally } from './tally.ts';

/** A tally as it is stored in the log and answered by the API: numbers are decimal strings. */
export const tallyWire = z.object({
  sum: z.string(),
  events: z.string(),
  value: z.string().nullable(),
  at: z.string().nullable(),
});
export type TallyWire = Readonly<z.output<typeof tallyWire>>;

export const tallyToWire = ({ sum, events, best }: Tally): TallyWire => ({
  sum: plain(sum),
  events: plain(events),
  value: best === null ? null : plain(best.value),
  at: best?.at ?? null,
});

export const tallyFromWire = ({ sum, events, value, at }: TallyWire): Tally => ({
  ...noTally,
  sum: exactDecimal(sum),
  events: exactDecimal(events),
  best: value === null ? null : { value: exactDecimal(value), at },
});

/** One line of text with all that a tally says, for keys and digests. */
export const tallyText = (tally: Tally): string => JSON.stringify(Object.values(tallyToWire(tally)));
