import { markPaid } from '../invoice/lifecycle/payment-store.ts';
import { Conflict } from '../kernel/meterline-error.ts';
import { announce } from '../platform/bus.ts';
import { log } from '../platform/log.ts';
import { task } from '../platform/task.ts';
import { successNews, unappliedNews } from './announcements.ts';
import { type Step, stage, stepSchema } from './contract.ts';
import { endCollection, requireAttempt, requireCollection } from './store.ts';

interface Recorded extends Step {
  readonly outcome: 'paid' | 'unapplied';
}

/** Announces before the collection ends, so that a crash in between announces again rather than never. */
export const handler = task(stepSchema, async (step): Promise<Recorded> => {
  const [collection, attempt] = await Promise.all([
    requireCollection(step.customerId, step.invoiceId),
    requireAttempt(step),
  ]);
  const { result, at, amount } = attempt;
  if (result.outcome !== 'succeeded') {
    throw new Conflict('attempt_not_succeeded', `Attempt ${step.attempt} of ${step.invoiceId} did not succeed.`);
  }
  const applied = await pays(step, { at, paymentId: result.paymentId, amount });
  if (!applied) log.error('payment without an open invoice', { ...step, paymentId: result.paymentId });
  const news = applied ? successNews(collection, attempt, result) : [unappliedNews(collection, attempt, result)];
  await announce(stage, news);
  await endCollection(step.customerId, step.invoiceId, applied ? 'paid' : 'closed', at);
  return { ...step, outcome: applied ? 'paid' : 'unapplied' };
});

/** False when the invoice was settled by something else: the payment is on the customer's balance. */
const pays = async ({ invoiceId }: Step, payment: Parameters<typeof markPaid>[1]): Promise<boolean> => {
  try {
    await markPaid(invoiceId, payment);
    return true;
  } catch (error) {
    if (error instanceof Conflict && error.code === 'invoice_not_open') return false;
    throw error;
  }
};
