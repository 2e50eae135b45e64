import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Customer } from '../../catalog/customer/customer.ts';
import type { CustomerId, InvoiceId } from '../../kernel/ids.ts';
import { Conflict, NotFound } from '../../kernel/meterline-error.ts';
import { mapPage, type Page } from '../../platform/table/cursor.ts';
import { documents } from '../../platform/table/dynamo.ts';
import type { Item, PageRequest } from '../../platform/table/query.ts';
import { conditionHeld } from '../../platform/table/refused.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { type TransactItem, transact, untilWritten } from '../../platform/table/transaction.ts';
import type { Invoice } from '../invoice.ts';
import { listPage, putNew, readBelow, readItem } from '../table/table-store.ts';
import { isWaiting, type ManualLine, type ManualLineId } from './manual-line.ts';
import { manualLineFromWire, manualLineToWire, manualLineWire } from './manual-line-wire.ts';
import { waitedLineOf } from './manual-new-line.ts';

/** Lines beyond this limit wait for the invoice after: the step that takes them has 30 seconds for all it does. */
export const maxLinesPerInvoice = 1000;

const prefix = 'LINE#';
const partition = (customer: CustomerId): string => `MANUAL_LINES#${customer}`;
const keyOf = ({ customerId, id }: Pick<ManualLine, 'customerId' | 'id'>) => ({
  pk: partition(customerId),
  sk: `${prefix}${id}`,
});

/** Writes a line that waits. Where it was made before, under the same id, nothing changes.
 *  @param noting what is written with it
 *  @returns the line as it is now
 *  @throws Contended `manual_line_contended` */
export const createManualLine = (line: ManualLine, ...noting: readonly TransactItem[]): Promise<ManualLine> =>
  untilWritten('manual_line', line.id, async () => {
    const made = await transact(putNew(keyOf(line), itemOf(line)), ...noting);
    return made ? line : findManualLine(line.customerId, line.id);
  });

/** A line as it is stored. The customer has another name than in an invoice: `customerId` and a place in a list are the key
 *  of the index `customer`, in which only invoices and credit notes belong. */
const itemOf = (line: ManualLine) => {
  const { customerId: customer, ...rest } = manualLineToWire(line);
  return { ...rest, customer, ...listedAs(line) };
};

/** Lines of before they were listed by age have `customerId`. */
const fromItem = ({ customer, ...item }: Item): ManualLine =>
  manualLineFromWire(manualLineWire.parse(customer === undefined ? item : { ...item, customerId: customer }));

/** Where a customer's lines are listed by age. */
const listedAs = (line: ManualLine) => ({ listPk: partition(line.customerId), listSk: placeOf(line) });

const placeOf = ({ createdAt, id }: ManualLine): string => createdAt + id;

/** All lines of a customer, those that are billed too, oldest first. Strongly consistent. */
export const manualLinesOf = async (customer: CustomerId): Promise<readonly ManualLine[]> =>
  (await readBelow(partition(customer), prefix)).map(fromItem).toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));

/** A page of a customer's lines, oldest first; seconds behind the table.
 *  @throws InvalidInput `invalid_cursor` */
export const manualLinePage = async (customer: CustomerId, page: PageRequest): Promise<Page<ManualLine>> =>
  mapPage(await listPage(partition(customer), page, 'ascending'), fromItem);

/** The lines that an invoice takes: those that it has taken already, in an earlier run of the same step, and those that
 *  wait. Strongly consistent. */
export const linesFor = async (
  { id, currency }: Pick<Customer, 'id' | 'currency'>,
  invoice: InvoiceId,
): Promise<readonly ManualLine[]> => {
  const lines = (await manualLinesOf(id)).filter(({ amount }) => amount.currency === currency);
  const taken = lines.filter((line) => line.invoiceId === invoice);
  return [...taken, ...lines.filter(isWaiting)].slice(0, Math.max(maxLinesPerInvoice, taken.length));
};

const findManualLine = async (customer: CustomerId, id: ManualLineId): Promise<ManualLine | undefined> => {
  const item = await readItem(keyOf({ customerId: customer, id }));
  return item === undefined ? undefined : fromItem(item);
};

/** One line of a customer. Strongly consistent.
 *  @throws NotFound `manual_line_not_found` */
export const requireManualLine = async (customer: CustomerId, id: ManualLineId): Promise<ManualLine> => {
  const line = await findManualLine(customer, id);
  if (line === undefined) throw new NotFound('manual_line', id);
  return line;
};

/** Deletes a line, which is possible only while it waits.
 *  @throws NotFound `manual_line_not_found`
 *  @throws Conflict `manual_line_billed` */
export const deleteManualLine = async (customer: CustomerId, id: ManualLineId): Promise<ManualLine> => {
  const line = await requireManualLine(customer, id);
  const command = new DeleteCommand({ TableName: tableOf('invoices'), Key: keyOf(line), ...ifWaiting });
  if (await conditionHeld(documents.send(command))) return line;
  // Somebody else may have deleted it just now: then it is not on an invoice, but not there.
  await requireManualLine(customer, id);
  throw new Conflict('manual_line_billed', `The line ${id} is on an invoice already.`);
};

const ifWaiting = {
  ConditionExpression: '#status = :waiting',
  ExpressionAttributeNames: { '#status': 'status' },
  ExpressionAttributeValues: { ':waiting': 'waiting' },
};

/** Takes a line for an invoice, before the draft which has it is written. Where that has taken it before, nothing
 *  changes. A line that was made before lines were listed by age gets its place there.
 *  @returns false where it does not wait any more, or is not there */
export const takeLine = (line: ManualLine, invoice: InvoiceId): Promise<boolean> => {
  const { listPk, listSk } = listedAs(line);
  const command = new UpdateCommand({
    TableName: tableOf('invoices'),
    Key: keyOf(line),
    UpdateExpression:
      'SET #status = :billed, invoiceId = :invoice, customer = :customer, listPk = :listPk, listSk = :listSk REMOVE customerId',
    ConditionExpression: '#status = :waiting OR invoiceId = :invoice',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ...{ ':waiting': 'waiting', ':billed': 'billed', ':invoice': invoice },
      ...{ ':customer': line.customerId, ':listPk': listPk, ':listSk': listSk },
    },
  });
  return conditionHeld(documents.send(command));
};

/** After an invoice is written: lines that were taken for it and are not on it wait again. Another run of the same step
 *  has written the invoice without them. */
export const settleLines = async ({
  id,
  customerId,
  lines,
}: Pick<Invoice, 'id' | 'customerId' | 'lines'>): Promise<void> => {
  const kept = new Set(lines.map(waitedLineOf));
  const taken = (await manualLinesOf(customerId)).filter((line) => line.invoiceId === id && !kept.has(line.id));
  for (const line of taken) await transact(returnLine(line, id));
};

/** Lets a line wait again, in the transaction that takes it off an invoice. The transaction fails where it is not on
 *  that invoice. */
export const returnLine = (line: Pick<ManualLine, 'customerId' | 'id'>, invoice: InvoiceId): TransactItem => ({
  Update: {
    TableName: tableOf('invoices'),
    Key: keyOf(line),
    UpdateExpression: 'SET #status = :waiting, invoiceId = :none',
    ConditionExpression: 'invoiceId = :invoice',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':waiting': 'waiting', ':none': null, ':invoice': invoice },
  },
});
