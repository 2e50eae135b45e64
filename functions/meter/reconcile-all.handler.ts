import { customerNow, customerPage } from '../catalog/customer-store.ts';
import { digest } from '../catalog/ids.ts';
import { wallClock } from '../platform/clock.ts';
import { task } from '../platform/task.ts';
import { reconcileAllSchema } from './jobs-contract.ts';
import { recentRange } from './reconciled-range.ts';
import { windowMinutes } from './window-setting-store.ts';

/** A page of reconciliations to start, each under a name of its own in this run. */
export const handler = task(reconcileAllSchema, async ({ cursor, run }) => {
  const page = await customerPage({ limit: 50, cursor: cursor ?? undefined });
  const customers = await Promise.all(
    page.data.map(async (customer) => {
      const range = recentRange(await customerNow(customer, wallClock()), windowMinutes());
      const name = `recon_${digest(run, customer.id)}`;
      return { customerId: customer.id, ...range, name };
    }),
  );
  return { customers, cursor: page.nextCursor };
});
