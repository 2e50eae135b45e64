import { z } from 'zod';
import { currencySchema } from '../kernel/currency-wire.ts';
import { decimalText } from '../kernel/decimal-wire.ts';
import { customerId, invoiceId } from '../kernel/ids.ts';
import { parseInstant } from '../kernel/instant.ts';
import { instantWire } from '../kernel/instant-wire.ts';
import { assertNever, Conflict } from '../kernel/meterline-error.ts';
import { moneyFromWire, settledToWire } from '../money/money.ts';
import { type Attempt, type AttemptResult, triggers } from './attempt.ts';

/** An attempt as the table keeps it and as clients see it: the two are the same. */
export const attemptWire = z.object({
  invoiceId: z.string(),
  customerId: z.string(),
  attempt: z.int(),
  trigger: z.enum(triggers).meta({ description: 'Why the attempt was made' }),
  at: instantWire,
  amount: decimalText,
  currency: currencySchema,
  paymentMethod: z.string().nullable(),
  outcome: z.enum(['pending', 'succeeded', 'declined']),
  paymentId: z.string().nullable(),
  declineCode: z.string().nullable(),
  hardDecline: z.boolean().nullable(),
});
export type AttemptWire = z.output<typeof attemptWire>;

export const attemptToWire = (attempt: Attempt): AttemptWire => ({
  invoiceId: attempt.invoiceId,
  customerId: attempt.customerId,
  attempt: attempt.number,
  trigger: attempt.trigger,
  at: attempt.at,
  amount: settledToWire(attempt.amount),
  currency: attempt.amount.currency,
  paymentMethod: attempt.paymentMethod,
  ...resultToWire(attempt.result),
});

/** The attributes of an attempt that its result sets; those that do not go with the outcome are null. */
export const resultToWire = (result: AttemptResult) => {
  const none = { outcome: result.outcome, paymentId: null, declineCode: null, hardDecline: null };
  switch (result.outcome) {
    case 'pending':
      return none;
    case 'succeeded':
      return { ...none, paymentId: result.paymentId };
    case 'declined':
      return { ...none, declineCode: result.code, hardDecline: result.hard };
    default:
      return assertNever(result);
  }
};

/** @throws Conflict `attempt_corrupt` */
export const attemptFromWire = (wire: AttemptWire): Attempt => ({
  invoiceId: invoiceId(wire.invoiceId),
  customerId: customerId(wire.customerId),
  number: wire.attempt,
  trigger: wire.trigger,
  at: parseInstant(wire.at),
  amount: moneyFromWire(wire.amount, wire.currency),
  paymentMethod: wire.paymentMethod,
  result: resultFromWire(wire),
});

const resultFromWire = (wire: AttemptWire): AttemptResult => {
  const { outcome, paymentId, declineCode, hardDecline } = wire;
  if (outcome === 'pending') return { outcome };
  if (outcome === 'succeeded' && paymentId !== null) return { outcome, paymentId };
  if (outcome === 'declined' && declineCode !== null && hardDecline !== null) {
    return { outcome, code: declineCode, hard: hardDecline };
  }
  throw new Conflict('attempt_corrupt', `Attempt ${wire.attempt} of ${wire.invoiceId} is ${outcome} without more.`);
};
