import type { Instant } from '../kernel/instant.ts';
import { type Money, settledToWire } from '../money/money.ts';
import { type Attempt, idempotencyKeyOf } from './attempt.ts';
import type { Collection } from './collection.ts';
import { announced } from './contract.ts';
import type { Dunning } from './dunning.ts';
import type { ChargeResult } from './gateway/charging.ts';

/** For the bus: the same `id` whenever the same is announced. */
export interface News {
  readonly type: string;
  readonly id: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

type Declined = Extract<ChargeResult, { outcome: 'declined' }>;
type Succeeded = Extract<ChargeResult, { outcome: 'succeeded' }>;

/** What a failed attempt tells: that it failed, and what comes next, unless nothing does. */
export const failureNews = (collection: Collection, attempt: Attempt, result: Declined): readonly News[] => {
  const detail = { ...attempted(collection, attempt), reason: reasonOf(attempt, result), declineCode: result.code };
  const failed = news(announced.paymentFailed, idempotencyKeyOf(attempt), detail);
  const { dunning } = collection;
  if (dunning === null || dunning.next.kind === 'give_up') return [failed];
  const ahead = { ...detail, stage: dunning.stage, ...whatIsNext(dunning) };
  return [failed, news(announced.dunningStage, idempotencyKeyOf(attempt), ahead)];
};

const reasonOf = ({ paymentMethod }: Attempt, { hard }: Declined) => {
  if (paymentMethod === null) return 'no_payment_method';
  return hard ? 'hard_decline' : 'soft_decline';
};

const whatIsNext = ({ next }: Dunning) => ({
  nextAttemptAt: next.kind === 'retry' ? next.at : null,
  paymentMethodBy: next.kind === 'payment_method' ? next.at : null,
});

export const successNews = (collection: Collection, attempt: Attempt, { paymentId }: Succeeded): readonly News[] => [
  news(announced.paymentSucceeded, idempotencyKeyOf(attempt), { ...attempted(collection, attempt), paymentId }),
  news(announced.invoicePaid, collection.invoiceId, {
    ...about(collection, attempt.at, attempt.amount),
    paymentId,
    paidAt: attempt.at,
  }),
];

/** Charged, but the invoice was settled by something else meanwhile: the payment is on the customer's balance. */
export const unappliedNews = (collection: Collection, attempt: Attempt, { paymentId }: Succeeded): News =>
  news(announced.paymentUnapplied, idempotencyKeyOf(attempt), { ...attempted(collection, attempt), paymentId });

export const uncollectibleNews = (collection: Collection, at: Instant, amount: Money): News =>
  news(announced.invoiceUncollectible, collection.invoiceId, about(collection, at, amount));

/** @param amount what is to be paid by now, credit notes taken off */
const about = ({ invoiceId, customerId, number }: Collection, at: Instant, amount: Money) => ({
  ...{ invoiceId, customerId, number, at },
  amountDue: settledToWire(amount),
  currency: amount.currency,
});

const attempted = (collection: Collection, { number, at, amount, paymentMethod }: Attempt) => ({
  ...about(collection, at, amount),
  ...{ attempt: number, paymentMethod },
});

const news = (type: string, subject: string, detail: News['detail']): News => ({
  type,
  id: `${type}#${subject}`,
  detail,
});
