import type { Announcement } from '../kernel/announcement.ts';
import type { Instant } from '../kernel/instant.ts';
import { type Money, settledToWire } from '../money/money.ts';
import { type Attempt, idempotencyKeyOf } from './attempt.ts';
import type { Collection } from './collection.ts';
import { announced } from './contract.ts';
import type { Dunning } from './dunning.ts';
import type { ChargeResult } from './gateway/charging.ts';

type Declined = Extract<ChargeResult, { outcome: 'declined' }>;
type Succeeded = Extract<ChargeResult, { outcome: 'succeeded' }>;

/** `payment.failed`, and `dunning.stage` with what comes next. The last failure comes without the second: the collection
 *  gives up then, which is announced by itself. */
export const failureNews = (collection: Collection, attempt: Attempt, result: Declined): readonly Announcement[] => {
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

/** `payment.succeeded` of the attempt, and `invoice.paid` of its invoice. */
export const successNews = (
  collection: Collection,
  attempt: Attempt,
  { paymentId }: Succeeded,
): readonly Announcement[] => [
  news(announced.paymentSucceeded, idempotencyKeyOf(attempt), { ...attempted(collection, attempt), paymentId }),
  news(announced.invoicePaid, collection.invoiceId, {
    ...about(collection, attempt.at, attempt.amount),
    paymentId,
    paidAt: attempt.at,
  }),
];

/** `payment.unapplied`: the charge succeeded, but something else had settled the invoice meanwhile, so the payment was put
 *  on the customer's balance. */
export const unappliedNews = (collection: Collection, attempt: Attempt, { paymentId }: Succeeded): Announcement =>
  news(announced.paymentUnapplied, idempotencyKeyOf(attempt), { ...attempted(collection, attempt), paymentId });

/** @param amount what remained to be paid */
export const uncollectibleNews = (collection: Collection, at: Instant, amount: Money): Announcement =>
  news(announced.invoiceUncollectible, collection.invoiceId, about(collection, at, amount));

/** @param amount what was to be paid at `at`, which credit notes may have made less than the collection began with */
const about = ({ invoiceId, customerId, number }: Collection, at: Instant, amount: Money) => ({
  ...{ invoiceId, customerId, number, at },
  amountDue: settledToWire(amount),
  currency: amount.currency,
});

const attempted = (collection: Collection, { number, at, amount, paymentMethod }: Attempt) => ({
  ...about(collection, at, amount),
  ...{ attempt: number, paymentMethod },
});

/** @param subject what the announcement is about, so that a repeated step announces the same `id` */
const news = (type: string, subject: string, detail: Announcement['detail']): Announcement => ({
  type,
  id: `${type}#${subject}`,
  detail,
});
