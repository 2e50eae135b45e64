import { GetCommand, PutCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { Conflict, NotFound } from '../../kernel/meterline-error.ts';
import { settledToWire } from '../../money/money.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { unlessRefused } from '../../platform/table/refused.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { Contended, type TransactItem, transact } from '../../platform/table/transaction.ts';
import type { Draft, Invoice, Statement } from '../invoice.ts';
import { issuedKey } from '../table/issued-key.ts';
import { invoiceFromWire, invoiceSchema, invoiceToWire } from '../wire/invoice-wire.ts';
import { packLines, unpackLines } from '../wire/packed-lines.ts';

/** Our ids have 35 characters. What a caller sends may be longer than a key of DynamoDB, which has at most 2,048
 *  bytes. */
const maxIdLength = 64;

export const invoiceKey = (id: InvoiceId) => ({ pk: `INVOICE#${id}`, sk: 'INVOICE' });

/** An invoice as it is stored: the form of the API, with the keys of the table and its indexes. The lists are in
 *  order of creation. Only what has a number is in the index `issued`. */
export const itemOf = (invoice: Invoice) => ({
  ...packLines(invoiceToWire(invoice)),
  ...invoiceKey(invoice.id),
  listPk: 'INVOICE',
  listSk: `${invoice.createdAt}#${invoice.id}`,
  ...(invoice.number === null ? {} : issuedKey('INVOICES', invoice.issuedAt, invoice.number)),
});

export const invoiceOf = (item: Readonly<Record<string, unknown>>): Invoice =>
  invoiceFromWire(invoiceSchema.parse(unpackLines(item)));

/** Strongly consistent. */
export const findInvoice = async (id: InvoiceId): Promise<Invoice | undefined> => {
  if (id.length > maxIdLength) return undefined;
  const command = new GetCommand({ TableName: tableOf('invoices'), Key: invoiceKey(id), ConsistentRead: true });
  const { Item } = await documents.send(command);
  return Item === undefined ? undefined : invoiceOf(Item);
};

/** Strongly consistent.
 *  @throws NotFound `invoice_not_found` */
export const requireInvoice = async (id: InvoiceId): Promise<Invoice> => {
  const invoice = await findInvoice(id);
  if (invoice === undefined) throw new NotFound('invoice', id);
  return invoice;
};

/** Writes an invoice that must not be there yet. */
export const newInvoice = (invoice: Invoice) => ({
  Put: { TableName: tableOf('invoices'), Item: itemOf(invoice), ConditionExpression: 'attribute_not_exists(pk)' },
});

/** Writes the draft of a period. Where the period has an invoice already, nothing changes.
 *  @param taking writes that belong to it: the manual lines and the periods of discounts that the draft takes. All
 *    or nothing is done
 *  @throws Contended `draft_contended` where what it takes has changed meanwhile: it has to be read, and the draft
 *    made, again */
export const saveDraft = async (draft: Draft | Statement, ...taking: readonly TransactItem[]): Promise<void> => {
  const { Put } = newInvoice(draft);
  if (taking.length === 0) await unlessRefused(documents.send(new PutCommand(Put)));
  else if (!(await transact({ Put }, ...taking)) && (await findInvoice(draft.id)) === undefined) {
    throw new Contended('draft', `What draft ${draft.id} takes has changed meanwhile.`);
  }
};

/** Writes what has become of a draft, if it is still a draft and nobody has edited it since it was read.
 *  @param draft as it was read */
export const replaceDraft = ({ revision }: Draft, after: Invoice): TransactItem => ({
  Put: {
    TableName: tableOf('invoices'),
    Item: itemOf(after),
    ConditionExpression: '#status = :draft AND revision = :revision',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':draft': 'draft', ':revision': revision },
  },
});

/** Writes what has become of an issued invoice, if nobody has paid, credited or voided it since it was read.
 *  @param before as it was read */
export const replaceIssued = (before: Invoice, after: Invoice): TransactItem => ({
  Put: {
    TableName: tableOf('invoices'),
    Item: itemOf(after),
    ConditionExpression: '#status = :status AND amountRemaining = :remaining AND amountCredited = :credited',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':status': before.status,
      ':remaining': settledToWire(before.amountRemaining),
      ':credited': settledToWire(before.amountCredited),
    },
  },
});

/** open → uncollectible. Nothing changes where it is uncollectible already.
 *  @throws Conflict `invoice_not_open`, NotFound `invoice_not_found` */
export const markUncollectible = async (id: InvoiceId, at: Instant): Promise<Invoice> => {
  const given = await change(id, {
    UpdateExpression: 'SET #status = :uncollectible, uncollectibleAt = :at',
    ConditionExpression: '#status = :open',
    ExpressionAttributeValues: { ':uncollectible': 'uncollectible', ':at': at, ':open': 'open' },
  });
  const invoice = given ?? (await requireInvoice(id));
  if (invoice.status === 'uncollectible') return invoice;
  throw notOpen(invoice);
};

export const notOpen = ({ id, status }: Invoice): Conflict =>
  new Conflict('invoice_not_open', `Invoice ${id} is ${status}, not open.`);

type Change = Pick<UpdateCommandInput, 'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'>;

/** The invoice after the update; undefined where the condition did not hold, and so nothing was changed. */
const change = async (id: InvoiceId, update: Change): Promise<Invoice | undefined> => {
  const command = new UpdateCommand({
    TableName: tableOf('invoices'),
    Key: invoiceKey(id),
    ExpressionAttributeNames: { '#status': 'status' },
    ReturnValues: 'ALL_NEW',
    ...update,
  });
  const answer = await unlessRefused(documents.send(command));
  return answer?.Attributes === undefined ? undefined : invoiceOf(answer.Attributes);
};
