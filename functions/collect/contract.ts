import { z } from 'zod';
import { customerId, invoiceId, testClockId } from '../kernel/ids.ts';

export const stage = 'collect';

/** What the stage hears on the bus. */
export const heard = {
  invoiceFinalized: 'invoice.finalized',
  invoiceCredited: 'invoice.credited',
  paymentMethodUpdated: 'customer.payment_method_updated',
  /** Paid elsewhere. */
  invoicePaid: 'invoice.paid',
  invoiceVoided: 'invoice.voided',
} as const;

/** What the stage tells the bus, as `meterline.collect`. */
export const announced = {
  dunningStage: 'dunning.stage',
  invoicePaid: 'invoice.paid',
  invoiceUncollectible: 'invoice.uncollectible',
  paymentFailed: 'payment.failed',
  paymentSucceeded: 'payment.succeeded',
  paymentUnapplied: 'payment.unapplied',
} as const;

/** `1,3,7,14`. */
export const dunningDaysVariable = 'DUNNING_DAYS';
export const collectionMachineVariable = 'COLLECTION_MACHINE_ARN';
export const advanceMachineVariable = 'ADVANCE_MACHINE_ARN';
export const closeMachineVariable = 'CLOSE_MACHINE_ARN';

/** Input of the collection's steps. `attempt` is the one that is made, or waited for. */
export const stepSchema = z.object({
  customerId: z.string().transform(customerId),
  invoiceId: z.string().transform(invoiceId),
  attempt: z.int().positive(),
});
export type Step = z.output<typeof stepSchema>;

export const waitStepSchema = stepSchema.extend({ token: z.string().min(1) });
export const tickSchema = z.object({ testClockId: z.string().transform(testClockId) });

const about = z.object({
  eventId: z.string(),
  invoiceId: z.string(),
  customerId: z.string(),
  /** The invoice's. */
  number: z.string(),
  amountDue: z.string(),
  currency: z.string(),
  /** When it happened, in the customer's time. */
  at: z.string(),
});
const attempted = about.extend({ attempt: z.int(), paymentMethod: z.string().nullable() });

/** Why nothing was paid. */
export const reasons = ['soft_decline', 'hard_decline', 'no_payment_method'] as const;
const failed = attempted.extend({ reason: z.enum(reasons), declineCode: z.string() });

/** Details of what the stage announces, for those who hear it. */
export const details = {
  paymentFailed: failed,
  paymentSucceeded: attempted.extend({ paymentId: z.string() }),
  paymentUnapplied: attempted.extend({ paymentId: z.string() }),
  invoicePaid: about.extend({ paymentId: z.string(), paidAt: z.string() }),
  invoiceUncollectible: about,
  /** One of the two times is null: the next attempt's, or the last moment for another payment method. */
  dunningStage: failed.extend({
    stage: z.int(),
    nextAttemptAt: z.string().nullable(),
    paymentMethodBy: z.string().nullable(),
  }),
} as const;
