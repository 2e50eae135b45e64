import { z } from 'zod';
import { customerId, invoiceId, testClockId } from '../kernel/ids.ts';

export const stage = 'collect';

/** Announcements of other stages that this one listens to. */
export const heard = {
  invoiceFinalized: 'invoice.finalized',
  invoiceCredited: 'invoice.credited',
  paymentMethodUpdated: 'customer.payment_method_updated',
  /** Paid elsewhere. */
  invoicePaid: 'invoice.paid',
  invoiceVoided: 'invoice.voided',
} as const;

/** What the stage announces on the bus; the source is `meterline.collect`. */
export const announced = {
  dunningStage: 'dunning.stage',
  invoicePaid: 'invoice.paid',
  invoiceUncollectible: 'invoice.uncollectible',
  paymentFailed: 'payment.failed',
  paymentSucceeded: 'payment.succeeded',
  paymentUnapplied: 'payment.unapplied',
} as const;

/** The days of the dunning schedule as text: `1,3,7,14`. */
export const dunningDaysVariable = 'DUNNING_DAYS';
/** ARNs of state machines: of the collection of an invoice, of the advance of a test clock, of the close of a period. */
export const collectionMachineVariable = 'COLLECTION_MACHINE_ARN';
export const advanceMachineVariable = 'ADVANCE_MACHINE_ARN';
export const closeMachineVariable = 'CLOSE_MACHINE_ARN';

/** Input of each step of the collection's state machine. `attempt` is the number of the attempt that is made, or that is
 *  waited for: 1, 2, … */
export const stepSchema = z.object({
  customerId: z.string().transform(customerId),
  invoiceId: z.string().transform(invoiceId),
  attempt: z.int().positive(),
});
export type Step = z.output<typeof stepSchema>;

/** Input of the step that waits. Step Functions makes the token; whoever sends it back ends the wait. */
export const waitStepSchema = stepSchema.extend({ token: z.string().min(1) });
/** Input of the step that moves a test clock. */
export const tickSchema = z.object({ testClockId: z.string().transform(testClockId) });

const about = z.object({
  eventId: z.string(),
  invoiceId: z.string(),
  customerId: z.string(),
  /** The number of the invoice. */
  number: z.string(),
  amountDue: z.string(),
  currency: z.string(),
  /** When it happened, in the customer's time. */
  at: z.string(),
});
const attempted = about.extend({ attempt: z.int(), paymentMethod: z.string().nullable() });

/** Why an attempt failed. */
export const reasons = ['soft_decline', 'hard_decline', 'no_payment_method'] as const;
const failed = attempted.extend({ reason: z.enum(reasons), declineCode: z.string() });

/** The details of each announcement, for the stages that listen. Amounts are decimal text, such as `268.00`. */
export const details = {
  paymentFailed: failed,
  paymentSucceeded: attempted.extend({ paymentId: z.string() }),
  paymentUnapplied: attempted.extend({ paymentId: z.string() }),
  invoicePaid: about.extend({ paymentId: z.string(), paidAt: z.string() }),
  invoiceUncollectible: about,
  /** Exactly one of the two times is null. After a soft decline `nextAttemptAt` says when the next attempt is made; after a
   *  hard one, `paymentMethodBy` says until when the customer may give another payment method. */
  dunningStage: failed.extend({
    stage: z.int(),
    nextAttemptAt: z.string().nullable(),
    paymentMethodBy: z.string().nullable(),
  }),
} as const;
