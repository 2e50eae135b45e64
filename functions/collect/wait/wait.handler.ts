import { task } from '../../platform/task.ts';
import { waitStepSchema } from '../contract.ts';
import { readiness } from '../readiness.ts';
import { situationOf } from '../situation-store.ts';
import { registerWait } from '../store.ts';
import { wake } from './wait-store.ts';

/** Leaves the token where others find it, and only then looks whether there is something to do already: what changed
 *  before is seen here, what changes after finds the token. */
export const handler = task(waitStepSchema, async ({ token, ...step }): Promise<{ waiting: boolean }> => {
  const registered = await registerWait(step, token);
  const { kind } = readiness(await situationOf(step.customerId, step.invoiceId));
  const waiting = registered && kind === 'not_yet';
  if (!waiting) await wake(token, kind);
  return { waiting };
});
