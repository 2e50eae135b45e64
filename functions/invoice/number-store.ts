import { setTimeout } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { InvoiceId } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import { MeterlineError } from '../catalog/meterline-error.ts';
import { documents } from '../platform/dynamo.ts';
import { tableOf } from '../platform/tables.ts';
import type { Buyer, Invoice, Seller } from './invoice.ts';
import { invoiceNumber } from './invoice-number.ts';
import { issue } from './issue.ts';
import { itemOf, requireInvoice } from './store.ts';

export interface Finalization {
  readonly prefix: string;
  readonly buyer: Buyer;
  readonly seller: Seller;
  readonly at: Instant;
}

export class NumbersContended extends MeterlineError {
  readonly code = 'invoice_numbers_contended';
  readonly kind = 'unavailable';
  override readonly retryable = true;
}

/** Tries while others take numbers at the same moment; the pause before the n-th is up to 20 ms × 2^n. */
const attempts = 8;
const firstPause = 20;

const seriesKey = (prefix: string) => ({ pk: `SERIES#${prefix}`, sk: 'SERIES' });
const seriesSchema = z.object({ last: z.int() });

/** Gives a draft the next number of its series and makes it final, both or neither. Final already: changes nothing.
 *  @throws NumbersContended, NotFound `invoice_not_found` */
export const finalize = async (id: InvoiceId, { prefix, at, ...parties }: Finalization): Promise<Invoice> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const draft = await requireInvoice(id);
    if (draft.status !== 'draft') return draft;
    const last = await lastNumber(prefix);
    const final = issue(draft, { number: invoiceNumber(prefix, last + 1), at, ...parties });
    if (await commit(final, prefix, last)) return final;
    await setTimeout(Math.random() * firstPause * 2 ** attempt);
  }
  throw new NumbersContended(`no number for ${id} in ${attempts} attempts`);
};

/** 0 before the first; strongly consistent. */
const lastNumber = async (prefix: string): Promise<number> => {
  const command = new GetCommand({ TableName: tableOf('invoices'), Key: seriesKey(prefix), ConsistentRead: true });
  const { Item } = await documents.send(command);
  return Item === undefined ? 0 : seriesSchema.parse(Item).last;
};

/** False when another took the number, or finalized the invoice, first. */
const commit = async (invoice: Invoice, prefix: string, last: number): Promise<boolean> => {
  const TransactItems = [takeNumber(prefix, last), replaceDraft(invoice)];
  try {
    await documents.send(new TransactWriteCommand({ TransactItems }));
    return true;
  } catch (error) {
    if (error instanceof TransactionCanceledException && lostRace(error)) return false;
    throw error;
  }
};

const takeNumber = (prefix: string, last: number) => ({
  Update: {
    TableName: tableOf('invoices'),
    Key: seriesKey(prefix),
    UpdateExpression: 'SET #last = :next',
    ConditionExpression: last === 0 ? 'attribute_not_exists(#last)' : '#last = :last',
    ExpressionAttributeNames: { '#last': 'last' },
    ExpressionAttributeValues: { ':next': last + 1, ...(last === 0 ? {} : { ':last': last }) },
  },
});

const replaceDraft = (invoice: Invoice) => ({
  Put: {
    TableName: tableOf('invoices'),
    Item: itemOf(invoice),
    ConditionExpression: '#status = :draft',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':draft': 'draft' },
  },
});

const racing: readonly (string | undefined)[] = ['ConditionalCheckFailed', 'TransactionConflict'];

const lostRace = ({ CancellationReasons }: TransactionCanceledException): boolean =>
  (CancellationReasons ?? []).some(({ Code }) => racing.includes(Code));
