import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { CustomerId } from '../catalog/ids.ts';
import { documents } from '../platform/dynamo.ts';
import { cursorOf, type Page, startKeyOf } from '../platform/page.ts';
import { tableOf } from '../platform/tables.ts';
import type { Invoice, InvoiceStatus } from './invoice.ts';
import { invoiceOf } from './store.ts';

export interface ListPage {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Empty for all. */
export type WantedStatuses = readonly InvoiceStatus[];

type Index = Pick<QueryCommandInput, 'IndexName' | 'KeyConditionExpression'> & { readonly of: string };

/** A filter may leave little of a page; so many pages at most are read for one answer. */
const readsPerAnswer = 10;

/** Newest first; seconds behind the table. */
export const invoicesOfCustomer = (customer: CustomerId, page: ListPage, wanted: WantedStatuses = []) =>
  pageOf({ IndexName: 'customer', KeyConditionExpression: 'customerId = :of', of: customer }, page, wanted);

/** Newest first; seconds behind the table. */
export const allInvoices = (page: ListPage, wanted: WantedStatuses = []) =>
  pageOf({ IndexName: 'list', KeyConditionExpression: 'listPk = :of', of: 'INVOICE' }, page, wanted);

/** May be shorter than `limit`, even empty, with a cursor to go on from. */
const pageOf = async (index: Index, page: ListPage, wanted: WantedStatuses): Promise<Page<Invoice>> => {
  const data: Invoice[] = [];
  let startKey: QueryCommandInput['ExclusiveStartKey'] = startKeyOf(page.cursor);
  for (let reads = 0; reads < readsPerAnswer; reads += 1) {
    const answer = await documents.send(query(index, page.limit - data.length, startKey, wanted));
    data.push(...(answer.Items ?? []).map(invoiceOf));
    startKey = answer.LastEvaluatedKey;
    if (startKey === undefined || data.length === page.limit) break;
  }
  return { data, nextCursor: cursorOf(startKey) };
};

const query = (
  { of, ...index }: Index,
  Limit: number,
  startKey: QueryCommandInput['ExclusiveStartKey'],
  wanted: WantedStatuses,
): QueryCommand => {
  const values = Object.fromEntries(wanted.map((status, at) => [`:status${at}`, status]));
  const filter = {
    FilterExpression: `#status IN (${Object.keys(values).join(', ')})`,
    ExpressionAttributeNames: { '#status': 'status' },
  };
  return new QueryCommand({
    TableName: tableOf('invoices'),
    ...index,
    ExpressionAttributeValues: { ':of': of, ...values },
    ScanIndexForward: false,
    Limit,
    ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
    ...(wanted.length === 0 ? {} : filter),
  });
};
