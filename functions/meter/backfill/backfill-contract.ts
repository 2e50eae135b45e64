import * as z from 'zod';
import { customerId, meterKey } from '../../kernel/ids.ts';
import { instantSchema } from '../../kernel/instant-wire.ts';

export const backfillMachineVariable = 'BACKFILL_MACHINE';
export const reconciliationMachineVariable = 'RECONCILIATION_MACHINE';

/** What reconciliation announces, of counters as `meterline.meter` and of invoice lines as `meterline.invoice`. */
export const discrepancyFound = 'usage.discrepancy';

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

/** Input of each step of the reconciliation machine: the windows from `from` until before `to`. */
export const reconciliationSchema = z.object({
  customerId: z.string().transform(customerId),
  from: instantSchema,
  to: instantSchema,
  run: z.string(),
});
export type ReconciliationInput = z.output<typeof reconciliationSchema>;
