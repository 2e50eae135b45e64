import { announce } from '../platform/bus.ts';
import { task } from '../platform/task.ts';
import { requireAttempt } from './attempt-store.ts';
import { type Step, stage, stepSchema } from './contract.ts';
import { failureNews } from './payment-news.ts';
import { situationOf } from './situation-service.ts';

interface Announced extends Step {
  readonly next: 'wait' | 'give_up';
  /** How long the wait lasts at most. */
  readonly seconds: number;
}

/** Announces that an attempt failed and what comes next. Its answer is the input of the steps for the next attempt: of the
 *  wait before it, or of giving up where no day of the schedule is left. */
export const handler = task(stepSchema, async (step): Promise<Announced> => {
  const attempt = await requireAttempt(step);
  const { collection, secondsUntilNext } = await situationOf(step.customerId, step.invoiceId);
  if (attempt.result.outcome === 'declined') await announce(stage, failureNews(collection, attempt, attempt.result));
  const next = collection.dunning?.next.kind === 'give_up' ? 'give_up' : 'wait';
  return { ...step, attempt: step.attempt + 1, next, seconds: secondsUntilNext };
});
