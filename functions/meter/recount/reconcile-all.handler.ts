import { customerNow, customerPage } from '../../catalog/customer/customer-store.ts';
import { digest } from '../../kernel/ids.ts';
import { afterPage, pagesSchema } from '../../platform/after-page.ts';
import { wallClock } from '../../platform/clock.ts';
import { task } from '../../platform/task.ts';
import { windowMinutes } from '../counter/window-setting-service.ts';
import { recentRange } from '../usage/whole-windows.ts';

/** Customers whose reconciliations one step starts. Each reads up to two months of a log; about thirty start in a second. */
const customersPerPage = 100;

/** A page of customers whose reconciliations are to be started. The name of each execution derives from this run and the customer,
 *  so that a step that is repeated starts nothing twice. */
export const handler = task(pagesSchema, async ({ cursor: from, run, pages: before, incomplete }) => {
  const page = await customerPage({ limit: customersPerPage, cursor: from === '' ? undefined : from });
  const customers = await Promise.all(
    page.data.map(async (customer) => {
      const range = recentRange(await customerNow(customer, wallClock()), windowMinutes());
      const name = `recon_${digest(run, customer.id)}`;
      return { customerId: customer.id, ...range, name };
    }),
  );
  const cursor = page.nextCursor ?? '';
  const pages = before + 1;
  return { customers, cursor, run, pages, incomplete, next: afterPage(pages, cursor) };
});
