import { announce } from '../platform/bus.ts';
import { task } from '../platform/task.ts';
import { failureNews } from './announcements.ts';
import { type Step, stage, stepSchema } from './contract.ts';
import { situationOf } from './situation-store.ts';
import { requireAttempt } from './store.ts';

interface Announced extends Step {
  readonly next: 'wait' | 'give_up';
  readonly seconds: number;
}

/** Tells that an attempt failed and what comes next; goes on to the attempt after it. */
export const handler = task(stepSchema, async (step): Promise<Announced> => {
  const attempt = await requireAttempt(step);
  const { collection, secondsUntilNext } = await situationOf(step.customerId, step.invoiceId);
  if (attempt.result.outcome === 'declined') await announce(stage, failureNews(collection, attempt, attempt.result));
  const next = collection.dunning?.next.kind === 'give_up' ? 'give_up' : 'wait';
  return { ...step, attempt: step.attempt + 1, next, seconds: secondsUntilNext };
});
