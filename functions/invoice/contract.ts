import { z } from 'zod';
import { invoiceId, subscriptionId } from '../kernel/ids.ts';
import { instantSchema } from '../kernel/instant-wire.ts';

/** What the stage tells the bus, as `meterline.invoice`. */
export const announced = {
  finalized: 'invoice.finalized',
  /** A draft that waits to be finalized by an operator. */
  held: 'invoice.held',
  voided: 'invoice.voided',
  /** A credit note took back a part of it. */
  credited: 'invoice.credited',
  /** Where nothing was due, a credit note took back what was, or it was paid elsewhere; payments are announced by `collect`. */
  paid: 'invoice.paid',
  /** Late usage that no invoice has a line for. */
  unbilled: 'usage.unbilled',
  /** A draft's line shows something else than the events in the log: it is not finalized. */
  evidenceMismatch: 'invoice.evidence_mismatch',
} as const;

/** `true` or `false`: whether the close makes its draft final. */
export const autoFinalizeVariable = 'AUTO_FINALIZE';
export const zeroInvoicePolicies = ['issue', 'skip'] as const;
/** What becomes of an invoice of nothing: it gets a number and is paid, or it is final without one. */
export type ZeroInvoices = (typeof zeroInvoicePolicies)[number];
export const zeroInvoicesVariable = 'ZERO_INVOICES';
/** `AAAA` of AAAA-000001. */
export const prefixVariable = 'INVOICE_PREFIX';
/** `AA` of AA-000001, the number of a credit note. */
export const creditNotePrefixVariable = 'CREDIT_NOTE_PREFIX';
/** Who sells, as JSON of `sellerSchema`. */
export const sellerVariable = 'SELLER';
/** Name of the function that makes PDFs. */
export const printVariable = 'PRINT_FUNCTION';

/** ARN of the machine that simulates another plan for all of a plan. */
export const simulationMachineVariable = 'SIMULATION_MACHINE';

/** Input of the close state machine: the subscription's period that ends at `periodEnd`. */
export const closeSchema = z.object({
  subscriptionId: z.string().transform(subscriptionId),
  periodEnd: instantSchema,
});

/** Input of the steps that follow the draft. */
export const invoiceStepSchema = z.object({ invoiceId: z.string().transform(invoiceId) });
