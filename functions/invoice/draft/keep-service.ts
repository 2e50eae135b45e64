import type { CustomerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import type { NewLine, Statement } from '../invoice.ts';
import type { Closing } from '../period/closing.ts';
import { requireInvoice, saveDraft } from '../store/invoice-store.ts';
import type { ChildStatement } from './consolidate.ts';
import { draft } from './draft.ts';
import { settleStatements, statementsFor, takeStatement, waitFor } from './family-store.ts';
import { type Payable, reckon, reckonStatement } from './reckon-service.ts';
import type { Taken } from './taken-service.ts';

/** A closed period that is about to be billed, with all that goes onto its invoice. */
export interface Making {
  readonly closing: Closing;
  readonly lines: readonly NewLine[];
  readonly taken: Taken;
  readonly payable: Payable;
  /** The parent that pays, whose next invoice has the statement; undefined where the customer pays itself. */
  readonly parent: CustomerId | undefined;
  /** What is written together with the draft. */
  readonly also: readonly TransactItem[];
}

/** Writes the period's draft; or, where the customer's parent pays, a statement that waits for the parent's invoice.
 *  Before, the statements of the customer's own children are taken for the invoice's id, which follows from the
 *  period, so that a retry takes the same ones again.
 *  @param now by the wall clock
 *  @throws Contended `draft_contended` where what the invoice takes has changed meanwhile */
export const keep = async (making: Making, now: Instant): Promise<void> => {
  const { customer, invoiceId } = making.payable;
  const children = await takeChildren(making);
  const { parent } = making;
  if (parent === undefined) await keepDraft(making, children, now);
  else await keepStatement(making, children, { parent, now });
  if (children.length > 0) await settleStatements(customer.id, children, await requireInvoice(invoiceId));
};

const takeChildren = async ({ closing, payable }: Making): Promise<readonly ChildStatement[]> => {
  const { customer, invoiceId } = payable;
  const { period, subscription } = closing;
  const until = period.end === subscription.cancelAt ? null : period.end;
  const taken: ChildStatement[] = [];
  for (const child of await statementsFor(customer, until, invoiceId)) {
    if (await takeStatement(child.statement, invoiceId)) taken.push(child);
  }
  return taken;
};

const keepDraft = async (
  { closing, lines, taken, payable, also }: Making,
  children: readonly ChildStatement[],
  now: Instant,
): Promise<void> => {
  const reckoned = await reckon(lines, payable, taken.discounts, children);
  const made = draft(closing, reckoned, now, payable.invoiceId);
  await saveDraft(made, ...also, ...taken.writes(reckoned.used));
};

/** A statement may have children's statements in it too: those of a customer that had children before it got a
 *  parent itself. */
const keepStatement = async (
  { closing, lines, taken, payable, also }: Making,
  children: readonly ChildStatement[],
  { parent, now }: { readonly parent: CustomerId; readonly now: Instant },
): Promise<void> => {
  const reckoned = reckonStatement(lines, payable, taken.discounts, children);
  const made = draft(closing, reckoned, now, payable.invoiceId);
  const statement: Statement = { ...made, status: 'statement', consolidatedInto: null };
  await saveDraft(statement, waitFor(parent, statement), ...also, ...taken.writes(reckoned.used));
};
