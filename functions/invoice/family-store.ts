import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Period } from '../catalog/billing-period.ts';
import type { Customer } from '../catalog/customer.ts';
import { childrenOf, findCustomer } from '../catalog/customer-store.ts';
import { type CustomerId, type InvoiceId, invoiceId } from '../catalog/ids.ts';
import { MeterlineError } from '../catalog/meterline-error.ts';
import { latestSubscription } from '../catalog/subscription-store.ts';
import { documents } from '../platform/dynamo.ts';
import { tableOf } from '../platform/tables.ts';
import type { ChildStatement } from './consolidate.ts';
import type { Statement } from './invoice.ts';
import { invoiceKey, requireInvoice } from './store.ts';
import { readBelow } from './table-store.ts';
import type { TransactItem } from './transaction-store.ts';

class ChildrenOpen extends MeterlineError {
  readonly code = 'children_open';
  readonly kind = 'unavailable';
  override readonly retryable = true;
}

const partition = (parent: CustomerId): string => `STATEMENTS#${parent}`;
const prefix = 'PERIOD#';
const waitingKey = (parent: CustomerId, { id, period }: Pick<Statement, 'id' | 'period'>) => ({
  pk: partition(parent),
  sk: `${prefix}${period.end}#${id}`,
});
const waiting = z.object({ sk: z.string(), statement: z.string().transform(invoiceId) });

/** That a statement waits for the parent's invoice, in the transaction that keeps it. */
export const waitFor = (parent: CustomerId, statement: Pick<Statement, 'id' | 'period'>): TransactItem => ({
  Put: { TableName: tableOf('invoices'), Item: { ...waitingKey(parent, statement), statement: statement.id } },
});

/** Children close first: whatever of theirs ends with the parent's period or before.
 *  @throws ChildrenOpen, which a later try mends */
export const assertChildrenClosed = async (parent: CustomerId, { end }: Period): Promise<void> => {
  for (const child of await childrenOf(parent)) {
    const subscription = await latestSubscription(child.id);
    if (subscription?.status === 'active' && subscription.period.end <= end) {
      throw new ChildrenOpen(`A period of the child "${child.id}" that ends at ${subscription.period.end} is open.`);
    }
  }
};

/** Statements that wait for an invoice of the parent's, up to the end of its period, or that this one has taken already; strongly
 *  consistent, in the order of their periods. */
export const statementsFor = async (
  parent: Pick<Customer, 'id'>,
  { end }: Period,
  invoice: InvoiceId,
): Promise<readonly ChildStatement[]> => {
  const items = (await readBelow(partition(parent.id), prefix)).map((item) => waiting.parse(item));
  const due = items.filter(({ sk }) => sk.slice(prefix.length, prefix.length + end.length) <= end);
  const found = await Promise.all(due.map(({ statement }) => childStatement(statement, invoice)));
  return found.flatMap((one) => (one === undefined ? [] : [one]));
};

/** Undefined where another invoice has it. */
const childStatement = async (id: InvoiceId, into: InvoiceId): Promise<ChildStatement | undefined> => {
  const statement = await requireInvoice(id);
  if (statement.status !== 'statement') return undefined;
  if (statement.consolidatedInto !== null && statement.consolidatedInto !== into) return undefined;
  const child = await findCustomer(statement.customerId);
  return { statement, name: child?.name ?? statement.customerId };
};

/** From now on the statement is part of the parent's invoice `into`. Taken by it already: changes nothing.
 *  @returns whether it is */
export const takeStatement = async ({ id }: Pick<Statement, 'id'>, into: InvoiceId): Promise<boolean> => {
  const take = new UpdateCommand({
    TableName: tableOf('invoices'),
    Key: invoiceKey(id),
    UpdateExpression: 'SET consolidatedInto = :into',
    ConditionExpression: '#status = :statement AND (consolidatedInto = :nothing OR consolidatedInto = :into)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':into': into, ':statement': 'statement', ':nothing': null },
  });
  try {
    await documents.send(take);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

/** The parent's invoice is kept: its statements wait no longer. */
export const stopWaiting = async (parent: CustomerId, statements: readonly ChildStatement[]): Promise<void> => {
  for (const { statement } of statements) {
    const Key = waitingKey(parent, statement);
    await documents.send(new DeleteCommand({ TableName: tableOf('invoices'), Key }));
  }
};
