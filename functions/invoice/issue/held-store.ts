import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { type CustomerId, type InvoiceId, invoiceId } from '../../kernel/ids.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { type TransactItem, transact } from '../../platform/table/transaction.ts';
import type { Invoice } from '../invoice.ts';
import { readBelow } from '../table/table-store.ts';

type Held = Pick<Invoice, 'id' | 'customerId'>;

const prefix = 'DRAFT#';
const partition = (customer: CustomerId): string => `HELD#${customer}`;
const keyOf = ({ id, customerId }: Held) => ({ pk: partition(customerId), sk: `${prefix}${id}` });

/** Writes down that a draft waits for an operator. It stays written until the draft is final and announced. A repeat changes
 *  nothing. */
export const holdOf = ({ id, customerId }: Held): TransactItem => ({
  Put: { TableName: tableOf('invoices'), Item: { ...keyOf({ id, customerId }), held: id } },
});

export const hold = async (draft: Held): Promise<void> => {
  await transact(holdOf(draft));
};

/** The customer's drafts that wait for an operator; strongly consistent. */
export const heldOf = async (customer: CustomerId): Promise<readonly InvoiceId[]> =>
  (await readBelow(partition(customer), prefix)).map((item) => heldItem.parse(item).held);

const heldItem = z.object({ held: z.string().transform(invoiceId) });

/** The draft is final and announced: it waits no longer. */
export const unhold = async (final: Held): Promise<void> => {
  await documents.send(new DeleteCommand({ TableName: tableOf('invoices'), Key: keyOf(final) }));
};
