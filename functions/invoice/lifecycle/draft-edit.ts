import { Conflict, NotFound } from '../../kernel/meterline-error.ts';
import type { AgreedLine } from '../draft/manual-line.ts';
import { manualNewLine } from '../draft/manual-new-line.ts';
import type { Draft, Invoice, InvoiceLine } from '../invoice.ts';
import { assertLines, numbered } from '../numbered-lines.ts';

/** @throws Conflict `invoice_not_draft` */
export const assertDraft = (invoice: Invoice): Draft => {
  if (invoice.status === 'draft') return invoice;
  throw new Conflict('invoice_not_draft', `Invoice ${invoice.id} is ${invoice.status}: its lines stay as they are.`);
};

/** The draft's lines with a manual one at their end. The line names the request that added it, and no coupon takes anything
 *  off it.
 *  @throws Conflict `too_many_lines` */
export const withLine = (draft: Draft, agreed: AgreedLine, requestId: string): readonly InvoiceLine[] => {
  const { id, lines, customerId, period } = draft;
  const [line] = numbered([manualNewLine(agreed, customerId, period, null)]);
  if (line === undefined) return lines;
  const all = [...lines, { ...line, id: nextId(lines), price: { ...line.price, requestId } }];
  assertLines({ id, lines: all });
  return all;
};

/** Whether the request has added its line before, in a try whose answer was lost. */
export const hasLineOf = ({ lines }: Pick<Invoice, 'lines'>, requestId: string): boolean =>
  lines.some(({ price }) => price.requestId === requestId);

/** The id after the highest one that is there: beside `line_1` and `line_3`, the next is `line_4`. */
const nextId = (lines: readonly InvoiceLine[]): string => {
  const places = lines.map(({ id }) => Number(id.slice(prefix.length)));
  return `${prefix}${Math.max(0, ...places) + 1}`;
};
const prefix = 'line_';

/** The draft's lines without the manual line `id`.
 *  @throws NotFound `line_not_found`
 *  @throws Conflict `line_not_manual` */
export const withoutLine = (
  { lines }: Draft,
  id: string,
): { readonly removed: InvoiceLine; readonly lines: readonly InvoiceLine[] } => {
  const removed = lines.find((line) => line.id === id);
  if (removed === undefined) throw new NotFound('line', id);
  if (removed.kind !== 'manual') {
    throw new Conflict('line_not_manual', `Line ${id} follows from plan and usage: add a line that corrects it.`);
  }
  return { removed, lines: lines.filter((line) => line !== removed) };
};
