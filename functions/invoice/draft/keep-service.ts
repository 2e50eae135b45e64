import type { CustomerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { inLanes } from '../../kernel/lanes.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import type { Invoice, NewLine, Statement } from '../invoice.ts';
import { assertLines } from '../numbered-lines.ts';
import type { Closing } from '../period/closing.ts';
import { noteLater } from '../standing/later-store.ts';
import { requireInvoice, saveDraft } from '../store/invoice-store.ts';
import type { ChildStatement } from './consolidate.ts';
import { draft } from './draft.ts';
import { settleStatements, statementsFor, takeStatement, waitFor } from './family-store.ts';
import { settleLines } from './manual-store.ts';
import { type Payable, reckon, reckonStatement } from './reckon-service.ts';
import { type Taken, takeLines } from './taken-service.ts';

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
 *  Before, manual lines and the statements of the customer's own children are taken for the invoice's id, which follows
 *  from the period, so that a retry takes the same ones again.
 *  @param now by the wall clock
 *  @throws Contended `draft_contended` where what the invoice takes has changed meanwhile
 *  @throws Conflict `too_many_lines`, `list_too_long` */
export const keep = async (making: Making, now: Instant): Promise<void> => {
  const { invoiceId } = making.payable;
  await takeLines(making.taken, invoiceId);
  await noteLater(invoiceId, making.lines);
  const children = await takeChildren(making);
  const { parent } = making;
  if (parent === undefined) await keepDraft(making, children, now);
  else await keepStatement(making, children, { parent, now });
  await settle(await requireInvoice(invoiceId));
};

/** After an invoice is written: what was taken for it, by whichever run of the step, is on it or waits again.
 *  A repeat changes nothing. */
export const settle = async (invoice: Invoice): Promise<void> => {
  await settleLines(invoice);
  await settleStatements(invoice);
};

/** Statements that are taken at the same time. */
const lanes = 16;

const takeChildren = async ({ closing, payable }: Making): Promise<readonly ChildStatement[]> => {
  const { customer, invoiceId } = payable;
  const { period, subscription } = closing;
  const until = period.end === subscription.cancelAt ? null : period.end;
  const children = await statementsFor(customer, until, invoiceId);
  const taken = await inLanes(children, lanes, ({ statement }) => takeStatement(statement, invoiceId));
  return children.filter((_, index) => taken[index]);
};

const keepDraft = async (
  { closing, lines, taken, payable, also }: Making,
  children: readonly ChildStatement[],
  now: Instant,
): Promise<void> => {
  const reckoned = await reckon(lines, payable, taken.discounts, children);
  assertLines({ id: payable.invoiceId, lines: reckoned.lines });
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
  assertLines({ id: payable.invoiceId, lines: reckoned.lines });
  const made = draft(closing, reckoned, now, payable.invoiceId);
  const statement: Statement = { ...made, status: 'statement', consolidatedInto: null };
  await saveDraft(statement, waitFor(parent, statement), ...also, ...taken.writes(reckoned.used));
};
