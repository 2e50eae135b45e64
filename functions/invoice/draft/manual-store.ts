import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { CustomerId, InvoiceId } from '../../kernel/ids.ts';
import { Conflict, NotFound } from '../../kernel/meterline-error.ts';
import type { Currency } from '../../money/currency.ts';
import type { Page } from '../../platform/table/cursor.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { pageWithin } from '../../platform/table/page-within.ts';
import type { Item, PageRequest } from '../../platform/table/query.ts';
import { conditionHeld } from '../../platform/table/refused.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { type TransactItem, transact, untilWritten } from '../../platform/table/transaction.ts';
import { putNew, readBelow, readItem } from '../table/table-store.ts';
import { isWaiting, type ManualLine, type ManualLineId } from './manual-line.ts';
import { manualLineFromWire, manualLineToWire, manualLineWire } from './manual-line-wire.ts';

/** A transaction of DynamoDB has at most 100 actions. Lines beyond this limit wait for the invoice after. */
export const maxLinesPerInvoice = 60;

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
    const made = await transact(putNew(keyOf(line), manualLineToWire(line)), ...noting);
    return made ? line : findManualLine(line.customerId, line.id);
  });

const placeOf = ({ createdAt, id }: ManualLine): string => createdAt + id;

/** All lines of a customer, those that are billed too, oldest first. Strongly consistent. */
export const manualLinesOf = async (customer: CustomerId): Promise<readonly ManualLine[]> =>
  (await readBelow(partition(customer), prefix)).map(fromItem).toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));

/** A page of a customer's lines, oldest first. Strongly consistent.
 *  @throws InvalidInput `invalid_cursor` */
export const manualLinePage = async (customer: CustomerId, page: PageRequest): Promise<Page<ManualLine>> =>
  pageWithin(await manualLinesOf(customer), page, placeOf);

/** The lines that the customer's next invoice takes. Strongly consistent. */
export const waitingLinesOf = async (customer: CustomerId, currency: Currency): Promise<readonly ManualLine[]> =>
  (await manualLinesOf(customer))
    .filter((line) => isWaiting(line) && line.amount.currency === currency)
    .slice(0, maxLinesPerInvoice);

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

/** Takes a line that waits, in the transaction that writes the draft which has it. The transaction fails where it
 *  does not wait any more. */
export const takeLine = (line: Pick<ManualLine, 'customerId' | 'id'>, invoice: InvoiceId): TransactItem => ({
  Update: {
    ...ifWaiting,
    TableName: tableOf('invoices'),
    Key: keyOf(line),
    UpdateExpression: 'SET #status = :billed, invoiceId = :invoice',
    ExpressionAttributeValues: { ':waiting': 'waiting', ':billed': 'billed', ':invoice': invoice },
  },
});

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

const fromItem = (item: Item): ManualLine => manualLineFromWire(manualLineWire.parse(item));
