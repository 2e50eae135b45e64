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

/** That a draft waits for an operator: kept until what is final has been announced. Again changes nothing. */
export const holdOf = ({ id, customerId }: Held): TransactItem => ({
  Put: { TableName: tableOf('invoices'), Item: { ...keyOf({ id, customerId }), held: id } },
});

export const hold = async (draft: Held): Promise<void> => {
  await transact(holdOf(draft));
};

/** Strongly consistent. */
export const heldOf = async (customer: CustomerId): Promise<readonly InvoiceId[]> =>
  (await readBelow(partition(customer), prefix)).map((item) => heldItem.parse(item).held);

const heldItem = z.object({ held: z.string().transform(invoiceId) });

export const unhold = async (final: Held): Promise<void> => {
  await documents.send(new DeleteCommand({ TableName: tableOf('invoices'), Key: keyOf(final) }));
};
