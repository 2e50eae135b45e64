import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { CustomerId } from '../../kernel/ids.ts';
import { cursorOf, type Page } from '../../platform/http/page.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { type PageRequest, startKeyIn } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { InvoiceStatus } from '../invoice.ts';
import { type ListedInvoice, listedOf } from './invoice-store.ts';

type StartKey = QueryCommandInput['ExclusiveStartKey'];

/** Only invoices with one of these statuses are wanted; where there are none, all are. */
export type WantedStatuses = readonly InvoiceStatus[];

/** A partition of one of the table's indexes: all invoices, or those of a customer. */
interface Index {
  readonly name: 'list' | 'customer';
  readonly attribute: 'listPk' | 'customerId';
  readonly value: string;
}

/** DynamoDB filters after it has read a page, so that a page may have few wanted invoices, or none. At most so many
 *  are read for one answer. */
const readsPerAnswer = 10;

/** A customer's invoices, newest first; the index is seconds behind the table.
 *  @throws InvalidInput `invalid_cursor` */
export const invoicesOfCustomer = (customer: CustomerId, page: PageRequest, wanted: WantedStatuses = []) =>
  pageOf({ name: 'customer', attribute: 'customerId', value: customer }, page, wanted);

/** Everybody's invoices, newest first; the index is seconds behind the table.
 *  @throws InvalidInput `invalid_cursor` */
export const allInvoices = (page: PageRequest, wanted: WantedStatuses = []) =>
  pageOf({ name: 'list', attribute: 'listPk', value: 'INVOICE' }, page, wanted);

/** A page with the wanted invoices. It may be shorter than `limit`, even empty, and still have a cursor to go on from.
 *  @throws InvalidInput `invalid_cursor` */
const pageOf = async (index: Index, page: PageRequest, wanted: WantedStatuses): Promise<Page<ListedInvoice>> => {
  const data: ListedInvoice[] = [];
  let startKey: StartKey = startKeyIn(page.cursor, { [index.attribute]: index.value }, [
    'pk',
    'sk',
    index.attribute,
    'listSk',
  ]);
  for (let reads = 0; reads < readsPerAnswer; reads += 1) {
    const answer = await documents.send(query(index, page.limit - data.length, startKey, wanted));
    data.push(...(answer.Items ?? []).map(listedOf));
    startKey = answer.LastEvaluatedKey;
    if (startKey === undefined || data.length === page.limit) break;
  }
  return { data, nextCursor: cursorOf(startKey) };
};

const query = (
  { name, attribute, value }: Index,
  Limit: number,
  startKey: StartKey,
  wanted: WantedStatuses,
): QueryCommand => {
  const values = Object.fromEntries(wanted.map((status, at) => [`:status${at}`, status]));
  const filter = {
    FilterExpression: Object.keys(values)
      .map((name) => `#status = ${name}`)
      .join(' OR '),
    ExpressionAttributeNames: { '#status': 'status' },
  };
  return new QueryCommand({
    TableName: tableOf('invoices'),
    IndexName: name,
    KeyConditionExpression: `${attribute} = :value`,
    ExpressionAttributeValues: { ':value': value, ...values },
    ScanIndexForward: false,
    Limit,
    ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
    ...(wanted.length === 0 ? {} : filter),
  });
};
