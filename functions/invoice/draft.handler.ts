import { customerNow, requireCustomer } from '../catalog/customer-store.ts';
import { type CustomerId, type InvoiceId, invoiceIdOf } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import { Conflict } from '../catalog/meterline-error.ts';
import { requireSubscription } from '../catalog/subscription-store.ts';
import { announce } from '../platform/bus.ts';
import { wallClock } from '../platform/clock.ts';
import { task } from '../platform/task.ts';
import { loadCarried } from './carried-store.ts';
import type { Closing } from './closing.ts';
import { loadClosing } from './closing-store.ts';
import type { ChildStatement } from './consolidate.ts';
import { closeSchema } from './contract.ts';
import { draft } from './draft.ts';
import { assertChildrenClosed, statementsFor, stopWaiting, takeStatement, waitFor } from './family-store.ts';
import type { NewLine, Statement } from './invoice.ts';
import { type Payable, reckon, reckonStatement } from './reckon-store.ts';
import { finalizeHeld } from './release-store.ts';
import { statementLines } from './statement.ts';
import { findInvoice, saveDraft } from './store.ts';
import { loadTaken, type Taken } from './taken-store.ts';
import { unbilledAnnouncement } from './unbilled.ts';

/** Prices the frozen period, and what came late for those before it, once. What cannot be billed is announced before the
 *  draft is kept, so that a crash in between announces again rather than never. A child gets no draft but a statement, which its
 *  parent's takes up. */
export const handler = task(closeSchema, async ({ subscriptionId, periodEnd }): Promise<{ invoiceId: InvoiceId }> => {
  const invoiceId = invoiceIdOf(subscriptionId, periodEnd);
  if ((await findInvoice(invoiceId)) !== undefined) return { invoiceId };
  const subscription = await requireSubscription(subscriptionId);
  if (subscription.period.end !== periodEnd) {
    throw new Conflict('period_not_open', `The open period of ${subscriptionId} does not end at ${periodEnd}.`);
  }
  const customer = await requireCustomer(subscription.customerId);
  await assertChildrenClosed(customer.id, subscription.period);
  await finalizeHeld(customer.id);
  const [closing, { carried, unbilled }, taken] = await Promise.all([
    loadClosing(customer, subscription),
    loadCarried(subscription),
    loadTaken(customer, subscription.period, invoiceId),
  ]);
  await announce(
    'invoice',
    unbilled.map((one) => unbilledAnnouncement(subscription, one)),
  );
  const now = wallClock();
  const payable = { invoiceId, customer, period: subscription.period, at: await customerNow(customer, now) };
  const lines = [...statementLines(closing, carried), ...taken.lines];
  await (customer.parentId === null
    ? keepDraft({ closing, lines, taken, payable }, now)
    : keepStatement({ closing, lines, taken, payable }, customer.parentId, now));
  return { invoiceId };
});

interface Making {
  readonly closing: Closing;
  readonly lines: readonly NewLine[];
  readonly taken: Taken;
  readonly payable: Payable;
}

/** Statements are taken before the draft is kept, by its id: a retry takes the same ones again. */
const keepDraft = async ({ closing, lines, taken, payable }: Making, now: Instant): Promise<void> => {
  const { customer, invoiceId, period } = payable;
  const children: ChildStatement[] = [];
  for (const child of await statementsFor(customer, period, invoiceId)) {
    if (await takeStatement(child.statement, invoiceId)) children.push(child);
  }
  const reckoned = await reckon(lines, payable, taken.discounts, children);
  await saveDraft(draft(closing, reckoned, now), ...taken.writes(reckoned.used));
  await stopWaiting(customer.id, children);
};

const keepStatement = async (
  { closing, lines, taken, payable }: Making,
  parent: CustomerId,
  now: Instant,
): Promise<void> => {
  const reckoned = reckonStatement(lines, payable, taken.discounts);
  const statement: Statement = { ...draft(closing, reckoned, now), status: 'statement', consolidatedInto: null };
  await saveDraft(statement, waitFor(parent, statement), ...taken.writes(reckoned.used));
};
