import { requireCustomer } from '../../catalog/customer/customer-store.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { inLanes } from '../../kernel/lanes.ts';
import { markedCustomers } from '../../meter/shard/unsettled-store.ts';
import { afterPage, pagesSchema } from '../../platform/after-page.ts';
import { task } from '../../platform/task.ts';
import type { FinalClose } from '../late/final-close.ts';
import { allFinalCloses } from '../late/final-close-store.ts';
import { settleCustomer } from '../late/unsettled-service.ts';
import { closeExecutionName } from './execution-name.ts';

/** Marks of a page, and customers that are looked at in the same moment. */
const marksPerPage = 100;
const lanes = 10;

/** A page of the customers for whom something was counted that no open period bills: it announces what lies in no period, and
 *  answers the final closes that are to be started. The first page also has those that were started before and failed. A customer
 *  on a test clock is left to the next advance of that clock. */
export const handler = task(pagesSchema, async ({ cursor: from, run, pages: before, incomplete }) => {
  const { customers: marked, next: cursor } = await markedCustomers(from, marksPerPage);
  const begun = from === '' ? (await allFinalCloses()).map(({ customerId }) => customerId) : [];
  const found = await inLanes([...new Set([...begun, ...marked])], lanes, settleByWallClock);
  const closes = found.flat().map(({ subscriptionId, periodEnd }) => ({
    ...{ subscriptionId, periodEnd },
    name: closeExecutionName(subscriptionId, periodEnd, run),
  }));
  const pages = before + 1;
  return { closes, cursor, run, pages, incomplete, next: afterPage(pages, cursor) };
});

const settleByWallClock = async (id: CustomerId): Promise<readonly FinalClose[]> =>
  (await requireCustomer(id)).testClockId === null ? settleCustomer(id) : [];
