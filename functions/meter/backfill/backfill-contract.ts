import * as z from 'zod';
import { meterKey } from '../../kernel/ids.ts';

export const backfillMachineVariable = 'BACKFILL_MACHINE';

const count = z.int().nonnegative();

/** The state of the backfill machine between its steps. `run` is the name of the execution, `cursor` says how far it has read, and
 *  the numbers are of the run so far. */
export const backfillSchema = z.object({
  meterKey: z.string().transform(meterKey),
  run: z.string(),
  cursor: z.string().nullable(),
  batches: count,
  events: count,
  unreadable: count,
});
export type BackfillState = z.output<typeof backfillSchema>;
