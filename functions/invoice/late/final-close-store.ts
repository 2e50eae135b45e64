import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { type CustomerId, customerId, subscriptionId } from '../../kernel/ids.ts';
import { instantSchema } from '../../kernel/instant-wire.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { readBelow, readItem } from '../table/table-store.ts';
import type { FinalClose } from './final-close.ts';

/** All final closes that have begun and are not done. There are few of them: one takes seconds. */
const partition = 'FINAL_CLOSES';
const prefix = 'CLOSE#';
const keyOf = ({ customerId: customer, subscriptionId: subscription, periodEnd }: FinalClose) => ({
  pk: partition,
  sk: `${prefix}${customer}#${subscription}#${periodEnd}`,
});

const stored = z.object({
  customerId: z.string().transform(customerId),
  subscriptionId: z.string().transform(subscriptionId),
  periodEnd: instantSchema,
});

/** Writes down that a final close has begun, in the transaction that ends its epoch. Whoever ends an epoch bills it: so it
 *  stays written down until that is done. */
export const beginningOf = (close: FinalClose): TransactWriteItem => {
  const texts = Object.entries({ ...keyOf(close), ...close }).map(([name, S]) => [name, { S }] as const);
  return { Put: { TableName: tableOf('invoices'), Item: Object.fromEntries(texts) } };
};

/** Whether the final close has begun and is not done; strongly consistent. */
export const isUnderWay = async (close: FinalClose): Promise<boolean> => (await readItem(keyOf(close))) !== undefined;

/** The final closes of the customer that have begun and are not done; strongly consistent. */
export const finalClosesOf = async (customer: CustomerId): Promise<readonly FinalClose[]> =>
  (await readBelow(partition, `${prefix}${customer}#`)).map((item) => stored.parse(item));

/** Those of all customers. */
export const allFinalCloses = async (): Promise<readonly FinalClose[]> =>
  (await readBelow(partition, prefix)).map((item) => stored.parse(item));

/** The final close is done. A repeat changes nothing. */
export const finishFinalClose = async (close: FinalClose): Promise<void> => {
  await documents.send(new DeleteCommand({ TableName: tableOf('invoices'), Key: keyOf(close) }));
};
