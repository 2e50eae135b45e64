import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Customer } from '../../catalog/customer/customer.ts';
import { childrenOf, findCustomer } from '../../catalog/customer/customer-store.ts';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import { activeSubscription } from '../../catalog/subscription/subscription-store.ts';
import { type CustomerId, type InvoiceId, invoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { inLanes } from '../../kernel/lanes.ts';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { conditionHeld } from '../../platform/table/refused.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import type { Invoice, Statement } from '../invoice.ts';
import { invoiceKey, requireInvoice, requireListed } from '../store/invoice-store.ts';
import { readBelow } from '../table/table-store.ts';
import type { ChildStatement } from './consolidate.ts';

/** The parent's period cannot be closed yet. A later try finds the children's periods closed. */
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
/** Statements that are read or written at the same time. */
const lanes = 16;
const waiting = z.object({ sk: z.string(), statement: z.string().transform(invoiceId) });

/** Notes that a statement waits for the parent's invoice, in the transaction that writes the statement. */
export const waitFor = (parent: CustomerId, statement: Pick<Statement, 'id' | 'period'>): TransactItem => ({
  Put: { TableName: tableOf('invoices'), Item: { ...waitingKey(parent, statement), statement: statement.id } },
});

/** Children are closed first: no period of a child that ends with the parent's period or before it may be open.
 *  @throws ChildrenOpen `children_open`; a later try mends it */
export const assertChildrenClosed = async (parent: CustomerId, { end }: Period): Promise<void> => {
  for (const child of await childrenOf(parent)) {
    const subscription = await activeSubscription(child.id);
    if (subscription !== undefined && subscription.period.end <= end) {
      throw new ChildrenOpen(`A period of the child "${child.id}" that ends at ${subscription.period.end} is open.`);
    }
  }
};

/** The parent whose invoice will have the child's period. Undefined where the child is billed by itself, because it
 *  has no parent or the parent's subscription does not go on until the end of the period. */
export const payingParent = async ({ parentId }: Customer, { end }: Period): Promise<CustomerId | undefined> => {
  const subscription = parentId === null ? undefined : await activeSubscription(parentId);
  if (parentId === null || subscription === undefined) return undefined;
  const { cancelAt } = subscription;
  return cancelAt === null || end <= cancelAt ? parentId : undefined;
};

/** The statements that the parent's invoice takes: those that wait and whose period ends with the parent's or
 *  before, and those that this invoice has taken already, in an earlier run of the same step. In the order of their
 *  periods; strongly consistent.
 *  @param until the end of the parent's period; null for all that wait, which is for the parent's last invoice */
export const statementsFor = async (
  parent: Pick<Customer, 'id'>,
  until: Instant | null,
  invoice: InvoiceId,
): Promise<readonly ChildStatement[]> => {
  const items = (await readBelow(partition(parent.id), prefix)).map((item) => waiting.parse(item));
  const due = items.filter(
    ({ sk }) => until === null || sk.slice(prefix.length, prefix.length + until.length) <= until,
  );
  const found = await inLanes(due, lanes, ({ statement }) => childStatement(statement, invoice));
  return found.flatMap((one) => (one === undefined ? [] : [one]));
};

/** The statements of the customer's children that no invoice has taken yet. Strongly consistent. */
export const waitingStatements = async (parent: CustomerId): Promise<readonly InvoiceId[]> => {
  const items = (await readBelow(partition(parent), prefix)).map((item) => waiting.parse(item));
  const found = await Promise.all(items.map(({ statement }) => requireInvoice(statement)));
  return found.flatMap((one) => (one.status === 'statement' && one.consolidatedInto === null ? [one.id] : []));
};

/** The statement, unless another invoice has taken it. */
const childStatement = async (id: InvoiceId, into: InvoiceId): Promise<ChildStatement | undefined> => {
  const statement = await requireInvoice(id);
  if (statement.status !== 'statement') return undefined;
  if (statement.consolidatedInto !== null && statement.consolidatedInto !== into) return undefined;
  const child = await findCustomer(statement.customerId);
  return { statement, name: child?.name ?? statement.customerId };
};

/** Takes the statement for the parent's invoice `into`. Where that has taken it before, nothing changes.
 *  @returns false where another invoice has taken it */
export const takeStatement = ({ id }: Pick<Statement, 'id'>, into: InvoiceId): Promise<boolean> =>
  assign(id, { expected: null, into });

/** The invoice that a statement is on: the one it must be on now, and the one it is to be on; null where it waits. */
interface Assignment {
  readonly expected: InvoiceId | null;
  readonly into: InvoiceId | null;
}

const assign = (id: InvoiceId, { expected, into }: Assignment): Promise<boolean> => {
  const command = new UpdateCommand({
    TableName: tableOf('invoices'),
    Key: invoiceKey(id),
    UpdateExpression: 'SET consolidatedInto = :into',
    ConditionExpression: '#status = :statement AND (consolidatedInto = :expected OR consolidatedInto = :into)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':into': into, ':statement': 'statement', ':expected': expected },
  });
  return conditionHeld(documents.send(command));
};

/** Lets a statement wait again: another run of the same step has written the invoice without it. */
const releaseStatement = async ({ id }: Pick<Statement, 'id'>, from: InvoiceId): Promise<void> => {
  await assign(id, { expected: from, into: null });
};

/** After the parent's invoice is written: the statements that are on it wait no longer, and those that were taken
 *  for it but are not on it wait again. */
export const settleStatements = async ({
  id,
  customerId: parent,
  sections,
}: Pick<Invoice, 'id' | 'customerId' | 'sections'>): Promise<void> => {
  const kept = new Set(sections.flatMap((section) => section.statements));
  const items = (await readBelow(partition(parent), prefix)).map((item) => waiting.parse(item));
  await inLanes(items, lanes, async ({ sk, statement: of }) => {
    if (kept.has(of)) {
      const Key = { pk: partition(parent), sk };
      await documents.send(new DeleteCommand({ TableName: tableOf('invoices'), Key }));
      return;
    }
    const statement = await requireListed(of);
    const isTaken = statement.status === 'statement' && statement.consolidatedInto === id;
    if (isTaken) await releaseStatement(statement, id);
  });
};
