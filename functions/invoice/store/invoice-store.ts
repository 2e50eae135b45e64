import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { Conflict, MeterlineError, NotFound } from '../../kernel/meterline-error.ts';
import { settledToWire } from '../../money/money.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { entering } from '../../platform/table/item-size.ts';
import type { Item } from '../../platform/table/query.ts';
import { conditionHeld, unlessRefused } from '../../platform/table/refused.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { Contended, type TransactItem, transact } from '../../platform/table/transaction.ts';
import type { Draft, Invoice, Statement } from '../invoice.ts';
import { issuedKey } from '../table/issued-key.ts';
import { readItem } from '../table/table-store.ts';
import { invoiceFromWire, invoiceSchema, invoiceToWire } from '../wire/invoice-wire.ts';
import { keepLines, lineCountIn, placeIn, placeOfLines, readLines } from './lines-store.ts';

/** Our ids have 35 characters. What a caller sends may be longer than a key of DynamoDB, which has at most 2,048
 *  bytes. */
const maxIdLength = 64;

export const invoiceKey = (id: InvoiceId) => ({ pk: `INVOICE#${id}`, sk: 'INVOICE' });

/** An invoice as it is stored: the form of the API, with the keys of the table and its indexes. The lists are in
 *  order of creation. Only what has a number is in the index `issued`. Many lines lie in items of their own, which
 *  `keepLines` writes before this one. */
export const itemOf = (invoice: Invoice) => {
  const place = placeOfLines(invoice);
  return {
    ...invoiceToWire(place === undefined ? invoice : { ...invoice, lines: [] }),
    ...place,
    ...invoiceKey(invoice.id),
    listPk: 'INVOICE',
    listSk: `${invoice.createdAt}#${invoice.id}`,
    ...(invoice.number === null ? {} : issuedKey('INVOICES', invoice.issuedAt, invoice.number)),
  };
};

/** An invoice as an item has it, with the number of its lines. The lines themselves are missing where they lie in
 *  items of their own. */
export type ListedInvoice = Invoice & { readonly lineCount: number };

export const listedOf = (item: Item): ListedInvoice => {
  const invoice = invoiceFromWire(invoiceSchema.parse(item));
  const place = placeIn(item);
  return { ...invoice, lineCount: place === undefined ? invoice.lines.length : lineCountIn(place) };
};

/** The whole invoice of an item. Undefined where its lines are gone, since the draft was edited after the item was
 *  read. */
export const invoiceOf = async (item: Item): Promise<Invoice | undefined> => {
  const invoice = invoiceFromWire(invoiceSchema.parse(item));
  const place = placeIn(item);
  if (place === undefined) return invoice;
  const lines = await readLines(invoice, place);
  return lines === undefined ? undefined : { ...invoice, lines };
};

/** The whole invoice of an item, which may have been read a while ago.
 *  @throws NotFound `invoice_not_found`; InvoiceLinesMissing */
export const requireInvoiceIn = async (item: Item): Promise<Invoice> =>
  (await invoiceOf(item)) ?? requireInvoice(listedOf(item).id);

/** How often an invoice is read whose lines are gone: each time somebody must have edited the draft in between. */
const readings = 5;

/** The invoice was edited again and again while it was read. */
class InvoiceLinesMissing extends MeterlineError {
  readonly code = 'invoice_lines_missing';
  readonly kind = 'unavailable';
  override readonly retryable = true;
}

/** Reads the item of an invoice and, with it, more of what belongs to the invoice.
 *  @param more answers undefined where the item has been replaced since it was read
 *  @throws InvoiceLinesMissing */
export const findWith = async <More>(
  id: InvoiceId,
  more: (item: Item) => Promise<More | undefined>,
): Promise<More | undefined> => {
  for (let reading = 0; reading < readings; reading += 1) {
    const item = id.length > maxIdLength ? undefined : await readItem(invoiceKey(id));
    if (item === undefined) return undefined;
    const found = await more(item);
    if (found !== undefined) return found;
  }
  throw new InvoiceLinesMissing(`The lines of invoice ${id} cannot be read right now. Send the request again.`);
};

/** Strongly consistent.
 *  @throws InvoiceLinesMissing */
export const findInvoice = (id: InvoiceId): Promise<Invoice | undefined> => findWith(id, invoiceOf);

/** Strongly consistent.
 *  @throws NotFound `invoice_not_found` */
export const requireInvoice = async (id: InvoiceId): Promise<Invoice> => {
  const invoice = await findInvoice(id);
  if (invoice === undefined) throw new NotFound('invoice', id);
  return invoice;
};

/** An invoice for readers who need no lines; strongly consistent.
 *  @throws NotFound `invoice_not_found` */
export const requireListed = async (id: InvoiceId): Promise<ListedInvoice> => {
  const listed = await findWith(id, async (item) => listedOf(item));
  if (listed === undefined) throw new NotFound('invoice', id);
  return listed;
};

/** Writes an invoice that must not be there yet. Its lines are written at once.
 *  @throws Conflict `list_too_long`; InvalidInput `item_too_large` */
export const newInvoice = async (invoice: Invoice) => ({
  Put: {
    TableName: tableOf('invoices'),
    Item: entering(await keptItem(invoice)),
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

const keptItem = async (invoice: Invoice) => {
  await keepLines(invoice);
  return itemOf(invoice);
};

/** Writes the draft of a period. Where the period has an invoice already, nothing changes.
 *  @param taking writes that belong to it: the manual lines and the periods of discounts that the draft takes. All
 *    or nothing is done
 *  @throws Contended `draft_contended` where what it takes has changed meanwhile: it has to be read, and the draft
 *    made, again */
export const saveDraft = async (draft: Draft | Statement, ...taking: readonly TransactItem[]): Promise<void> => {
  const { Put } = await newInvoice(draft);
  if (taking.length === 0) await unlessRefused(documents.send(new PutCommand(Put)));
  else if (!(await transact({ Put }, ...taking)) && (await findInvoice(draft.id)) === undefined) {
    throw new Contended('draft', `What draft ${draft.id} takes has changed meanwhile.`);
  }
};

/** Writes what has become of a draft, if it is still a draft and nobody has edited it since it was read.
 *  @param draft as it was read */
export const replaceDraft = async ({ revision }: Draft, after: Invoice): Promise<TransactItem> => ({
  Put: {
    TableName: tableOf('invoices'),
    Item: await keptItem(after),
    ConditionExpression: '#status = :draft AND revision = :revision',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':draft': 'draft', ':revision': revision },
  },
});

/** Writes what has become of an issued invoice, if nobody has paid, credited or voided it since it was read, and
 *  nothing came back of its lines.
 *  @param before as it was read */
export const replaceIssued = async (before: Invoice, after: Invoice): Promise<TransactItem> => ({
  Put: {
    TableName: tableOf('invoices'),
    Item: await keptItem(after),
    ConditionExpression:
      '#status = :status AND amountRemaining = :remaining AND amountCredited = :credited AND revision = :revision',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':status': before.status,
      ':revision': before.revision,
      ':remaining': settledToWire(before.amountRemaining),
      ':credited': settledToWire(before.amountCredited),
    },
  },
});

/** Raises the revision of an invoice, since something comes back of its lines by what is written in the same
 *  transaction. It fails where anything else came back since it was read, where the invoice has become void, and where
 *  a statement is on another invoice.
 *  @param before as it was read */
export const raiseRevision = (before: Invoice): TransactItem => ({
  Update: {
    TableName: tableOf('invoices'),
    Key: invoiceKey(before.id),
    UpdateExpression: 'SET revision = :next',
    ConditionExpression: `#status = :status AND revision = :revision${
      before.status === 'statement' ? ' AND consolidatedInto = :into' : ''
    }`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':status': before.status,
      ':revision': before.revision,
      ':next': before.revision + 1,
      ...(before.status === 'statement' ? { ':into': before.consolidatedInto } : {}),
    },
  },
});

/** open → uncollectible. Nothing changes where it is uncollectible already.
 *  @throws Conflict `invoice_not_open`, NotFound `invoice_not_found` */
export const markUncollectible = async (id: InvoiceId, at: Instant): Promise<Invoice> => {
  const command = new UpdateCommand({
    TableName: tableOf('invoices'),
    Key: invoiceKey(id),
    UpdateExpression: 'SET #status = :uncollectible, uncollectibleAt = :at',
    ConditionExpression: '#status = :open',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':uncollectible': 'uncollectible', ':at': at, ':open': 'open' },
  });
  await conditionHeld(documents.send(command));
  const invoice = await requireInvoice(id);
  if (invoice.status === 'uncollectible') return invoice;
  throw notOpen(invoice);
};

export const notOpen = ({ id, status }: Invoice): Conflict =>
  new Conflict('invoice_not_open', `Invoice ${id} is ${status}, not open.`);
