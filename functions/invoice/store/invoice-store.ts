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

/** Ours have 35 characters; a key of DynamoDB has at most 2,048 bytes. */
const maxIdLength = 64;

export const invoiceKey = (id: InvoiceId) => ({ pk: `INVOICE#${id}`, sk: 'INVOICE' });

/** The wire form with the keys of the table and its indexes; `listSk` sorts by creation. */
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

/** Puts an invoice that must not be there yet. */
export const newInvoice = (invoice: Invoice) => ({
  Put: { TableName: tableOf('invoices'), Item: itemOf(invoice), ConditionExpression: 'attribute_not_exists(pk)' },
});

/** Keeps the draft unless the period has an invoice already.
 *  @param taking what it takes from elsewhere: all or nothing
 *  @throws Contended `draft_contended` where that has changed meanwhile: to be read and drafted again */
export const saveDraft = async (draft: Draft | Statement, ...taking: readonly TransactItem[]): Promise<void> => {
  const { Put } = newInvoice(draft);
  if (taking.length === 0) await unlessRefused(documents.send(new PutCommand(Put)));
  else if (!(await transact({ Put }, ...taking)) && (await findInvoice(draft.id)) === undefined) {
    throw new Contended('draft', `What draft ${draft.id} takes has changed meanwhile.`);
  }
};

/** Writes what a draft has become, if it is one still and nobody has edited it. */
export const replaceDraft = ({ revision }: Draft, after: Invoice): TransactItem => ({
  Put: {
    TableName: tableOf('invoices'),
    Item: itemOf(after),
    ConditionExpression: '#status = :draft AND revision = :revision',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':draft': 'draft', ':revision': revision },
  },
});

/** Writes what has become of an invoice, if status and what remains of it are as they were. */
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

/** open → uncollectible. Uncollectible already: changes nothing.
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

/** The changed invoice; undefined where the condition does not hold: it was changed before, or must not be. */
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
