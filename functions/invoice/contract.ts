import { z } from 'zod';
import { invoiceId, subscriptionId } from '../catalog/ids.ts';
import { instantSchema } from '../catalog/instant-schema.ts';

/** What the stage tells the bus, as `meterline.invoice`. */
export const announced = {
  finalized: 'invoice.finalized',
  /** Where nothing was due; payments are announced by `collect`. */
  paid: 'invoice.paid',
  /** Late usage that no invoice has a line for. */
  unbilled: 'usage.unbilled',
} as const;

/** `AAAA` of AAAA-000001. */
export const prefixVariable = 'INVOICE_PREFIX';
/** The seller's name on the rendered invoice. */
export const sellerVariable = 'SELLER_NAME';

/** Input of the close state machine: the subscription's period that ends at `periodEnd`. */
export const closeSchema = z.object({
  subscriptionId: z.string().transform(subscriptionId),
  periodEnd: instantSchema,
});

/** Input of the steps that follow the draft. */
export const invoiceStepSchema = z.object({ invoiceId: z.string().transform(invoiceId) });

/** Input of a sweep's page. `run` is the sweep's execution. */
export const sweepSchema = z.object({ cursor: z.string().nullable(), run: z.string() });
