import { environment } from '../platform/environment.ts';
import { task } from '../platform/task.ts';
import { beginAttempt, concludeAttempt, findAttempt } from './attempt-store.ts';
import { endCollection } from './collection-store.ts';
import { dunningDaysVariable, type Step, stepSchema } from './contract.ts';
import { daysFromText } from './dunning-contract.ts';
import { simulator } from './gateway/simulator-store.ts';
import { type AttemptLedger, makeAttempt, type StepOutcome } from './make-attempt.ts';
import { situationOf } from './situation-service.ts';

interface Attempted extends Step {
  readonly outcome: StepOutcome;
  /** How long the wait lasts at most, where one follows. */
  readonly seconds: number;
}

const ledger: AttemptLedger = {
  find: findAttempt,
  scene: ({ customerId, invoiceId }) => situationOf(customerId, invoiceId),
  begin: beginAttempt,
  conclude: concludeAttempt,
  close: ({ customerId, invoiceId }, at) => endCollection(customerId, invoiceId, 'closed', at),
};

/** Makes the attempt of a step with the payment gateway, and answers what the state machine goes on with. */
export const handler = task(stepSchema, async (step): Promise<Attempted> => {
  const days = daysFromText(environment(dunningDaysVariable));
  const outcome = await makeAttempt({ ledger, gateway: simulator, days }, step);
  const { secondsUntilNext } = await situationOf(step.customerId, step.invoiceId);
  return { ...step, outcome, seconds: secondsUntilNext };
});
