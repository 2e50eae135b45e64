import { task } from '../../platform/task.ts';
import { registerWait } from '../collection-store.ts';
import { waitStepSchema } from '../contract.ts';
import { readiness } from '../readiness.ts';
import { situationOf } from '../situation-service.ts';
import { wake } from './wake-service.ts';

/** Begins a wait. First it writes the token down, and only then it looks whether there is something to do already. So no
 *  change is missed: one that came before is seen here, and whoever brings a later one finds the token. */
export const handler = task(waitStepSchema, async ({ token, ...step }): Promise<{ waiting: boolean }> => {
  const registered = await registerWait(step, token);
  const { kind } = readiness(await situationOf(step.customerId, step.invoiceId));
  const waiting = registered && kind === 'not_yet';
  if (!waiting) await wake(token, kind);
  return { waiting };
});
