import { environment } from '../platform/environment.ts';
import { task } from '../platform/task.ts';
import { dunningDaysVariable, type Step, stepSchema } from './contract.ts';
import { daysFromText } from './dunning-days.ts';
import { makeAttempt, type StepOutcome } from './make-attempt.ts';
import { simulator } from './simulator-store.ts';
import { situationOf } from './situation-store.ts';

interface Attempted extends Step {
  readonly outcome: StepOutcome;
  /** Of the wait, where one follows. */
  readonly seconds: number;
}

export const handler = task(stepSchema, async (step): Promise<Attempted> => {
  const outcome = await makeAttempt(step, simulator, daysFromText(environment(dunningDaysVariable)));
  const { secondsUntilNext } = await situationOf(step.customerId, step.invoiceId);
  return { ...step, outcome, seconds: secondsUntilNext };
});
