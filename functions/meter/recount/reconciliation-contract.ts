import * as z from 'zod';
import { customerId } from '../../kernel/ids.ts';
import { instantSchema } from '../../kernel/instant-wire.ts';

export const reconciliationMachineVariable = 'RECONCILIATION_MACHINE';

/** The type of announcement for each difference that a reconciliation finds: with the source `meterline.meter` for a counter, and
 *  `meterline.invoice` for a line of an invoice. */
export const discrepancyFound = 'usage.discrepancy';

/** Input of each step of the reconciliation machine: the windows from `from` until before `to`. */
export const reconciliationSchema = z.object({
  customerId: z.string().transform(customerId),
  from: instantSchema,
  to: instantSchema,
  run: z.string(),
});
export type ReconciliationInput = z.output<typeof reconciliationSchema>;
