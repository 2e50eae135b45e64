import * as z from 'zod';
import { meterKey } from '../../kernel/ids.ts';

export const backfillMachineVariable = 'BACKFILL_MACHINE';

const count = z.int().nonnegative();

/** State of the backfill machine. `run` is the execution's name; the counts are of the run so far. */
export const backfillSchema = z.object({
  meterKey: z.string().transform(meterKey),
  run: z.string(),
  cursor: z.string().nullable(),
  batches: count,
  events: count,
  unreadable: count,
});
export type BackfillState = z.output<typeof backfillSchema>;
