import { z } from 'zod';
import { invoiceId, subscriptionId } from '../kernel/ids.ts';
import { instantSchema } from '../kernel/instant-wire.ts';

/** What the stage tells the bus, as `meterline.invoice`. */
export const announced = {
  finalized: 'invoice.finalized',
  /** The close has left a draft, which waits for an operator to finalize it. */
  held: 'invoice.held',
  voided: 'invoice.voided',
  /** A credit note has taken back a part of the invoice. */
  credited: 'invoice.credited',
  /** Paid without a payment of ours: because nothing was due, because a credit note took back what was, or because
   *  an operator has marked it as paid elsewhere. Payments are announced by `collect`. */
  paid: 'invoice.paid',
  /** Usage came late, and no invoice has a line for it. */
  unbilled: 'usage.unbilled',
  /** A line of a draft shows something else than the events in the log. The draft is not finalized. */
  evidenceMismatch: 'invoice.evidence_mismatch',
} as const;

/** `true` or `false`: whether a close makes its draft final by itself, where the customer's settings do not say. */
export const autoFinalizeVariable = 'AUTO_FINALIZE';
export const zeroInvoicePolicies = ['issue', 'skip'] as const;
/** What becomes of an invoice of nothing. `issue`: it gets a number and is paid at once. `skip`: it is final without
 *  a number. */
export type ZeroInvoices = (typeof zeroInvoicePolicies)[number];
export const zeroInvoicesVariable = 'ZERO_INVOICES';
/** The prefix of invoice numbers: `INV` of INV-000001. */
export const prefixVariable = 'INVOICE_PREFIX';
/** The prefix of credit note numbers: `CN` of CN-000001. */
export const creditNotePrefixVariable = 'CREDIT_NOTE_PREFIX';
/** Who sells, as JSON of `sellerSchema`. */
export const sellerVariable = 'SELLER';
/** Name of the function that makes PDFs. */
export const printVariable = 'PRINT_FUNCTION';

/** ARN of the state machine that simulates another plan for all subscriptions of a plan. */
export const simulationMachineVariable = 'SIMULATION_MACHINE';

/** Input of the state machine that closes a period: the one of the subscription that ends at `periodEnd`. */
export const closeSchema = z.object({
  subscriptionId: z.string().transform(subscriptionId),
  periodEnd: instantSchema,
});

/** Input of the steps of a close that come after the draft. */
export const invoiceStepSchema = z.object({ invoiceId: z.string().transform(invoiceId) });

/** What the partitions of simulations begin with. They lie in the table of invoices, and whoever simulates may write no others there. */
export const simulationPartition = 'SIMULATION#';
