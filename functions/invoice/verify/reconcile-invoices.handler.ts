import { loadMeters } from '../../catalog/meter/meter-store.ts';
import { meterKey } from '../../kernel/ids.ts';
import { windowMinutes } from '../../meter/counter/window-setting-service.ts';
import { reconciliationSchema } from '../../meter/recount/reconciliation-contract.ts';
import { finishRun, recordDiscrepancies, settleGone } from '../../meter/recount/reconciliation-store.ts';
import { recount } from '../../meter/recount/recount-service.ts';
import { wallClock } from '../../platform/clock.ts';
import { task } from '../../platform/task.ts';
import type { Invoice } from '../invoice.ts';
import { type ListedInvoice, requireInvoice } from '../store/invoice-store.ts';
import { invoicesOfCustomer } from '../store/list-store.ts';
import { differingLines, isRecounted, usageLines } from './reconcile-invoices.ts';

/** The last step of a reconciliation: compares the usage lines of a customer's invoices with the log, as far as their periods
 *  lie wholly in the range. */
export const handler = task(reconciliationSchema, async (input) => {
  const { customerId, from, to } = input;
  const now = wallClock();
  const listed = (await allOf(input)).filter((invoice) => isRecounted(invoice, { from, to }));
  const invoices: Invoice[] = [];
  for (const one of listed) invoices.push(one.lines.length < one.lineCount ? await requireInvoice(one.id) : one);
  const meters = await loadMeters();
  const billed = new Set(invoices.flatMap((invoice) => usageLines(invoice).map(({ meter }) => meter)));
  const recounting = {
    meters: meters.filter(({ key }) => billed.has(meterKey(key))),
    minutes: windowMinutes(),
    range: { from, to },
  };
  const found =
    invoices.length === 0 ? [] : differingLines(invoices, meters, await recount(customerId, recounting), now);
  await recordDiscrepancies('invoice', found);
  const recounted = new Set<string>(invoices.map(({ id }) => id));
  await settleGone(customerId, found, (one) => one.kind === 'invoice_line' && recounted.has(one.invoiceId));
  await finishRun(input, now);
  return { invoices: invoices.length, differences: found.length };
});

const allOf = async ({
  customerId,
}: {
  readonly customerId: Invoice['customerId'];
}): Promise<readonly ListedInvoice[]> => {
  const invoices: ListedInvoice[] = [];
  let cursor: string | undefined;
  do {
    const page = await invoicesOfCustomer(customerId, { limit: 100, cursor });
    invoices.push(...page.data);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return invoices;
};
