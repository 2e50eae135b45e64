import { markPaid } from '../invoice/lifecycle/payment-service.ts';
import { Conflict } from '../kernel/meterline-error.ts';
import { announce } from '../platform/bus.ts';
import { log } from '../platform/log.ts';
import { task } from '../platform/task.ts';
import { requireAttempt } from './attempt-store.ts';
import { endCollection, requireCollection } from './collection-store.ts';
import { type Step, stage, stepSchema } from './contract.ts';
import { unlessNotOpen } from './not-open.ts';
import { successNews, unappliedNews } from './payment-news.ts';

interface Recorded extends Step {
  readonly outcome: 'paid' | 'unapplied';
}

/** Marks the invoice as paid by the attempt's charge, announces it, and ends the collection. The end comes last: a crash
 *  before it makes the state machine run the step again, which announces a second time rather than never. */
export const handler = task(stepSchema, async (step): Promise<Recorded> => {
  const [collection, attempt] = await Promise.all([
    requireCollection(step.customerId, step.invoiceId),
    requireAttempt(step),
  ]);
  const { result, at, amount } = attempt;
  if (result.outcome !== 'succeeded') {
    throw new Conflict('attempt_not_succeeded', `Attempt ${step.attempt} of ${step.invoiceId} did not succeed.`);
  }
  // Where the invoice is not open any more, `markPaid` has put the payment on the customer's balance.
  const paid = await unlessNotOpen(markPaid(step.invoiceId, { at, paymentId: result.paymentId, amount }));
  const applied = paid !== undefined;
  if (!applied) log.error('payment without an open invoice', { ...step, paymentId: result.paymentId });
  const news = applied ? successNews(collection, attempt, result) : [unappliedNews(collection, attempt, result)];
  await announce(stage, news);
  await endCollection(step.customerId, step.invoiceId, applied ? 'paid' : 'closed', at);
  return { ...step, outcome: applied ? 'paid' : 'unapplied' };
});
