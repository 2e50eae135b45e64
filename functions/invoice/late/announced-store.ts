import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { CustomerId } from '../../kernel/ids.ts';
import { instantSchema } from '../../kernel/instant-wire.ts';
import { exactDecimal, plain } from '../../money/decimal.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { readBelow } from '../table/table-store.ts';
import type { Announced } from './gap.ts';

const prefix = 'GAP#';
const partition = (customer: CustomerId): string => `UNBILLED#${customer}`;

const stored = z.object({
  meter: z.string(),
  start: instantSchema,
  quantity: z.string().transform((text) => exactDecimal(text)),
  events: z.number(),
  times: z.number(),
});

/** What was announced of a customer's usage in gaps; strongly consistent. */
export const announcedOf = async (customer: CustomerId): Promise<readonly Announced[]> =>
  (await readBelow(partition(customer), prefix)).map((item) => stored.parse(item));

/** Notes that so much was announced. */
export const noteAnnounced = async (
  customer: CustomerId,
  { meter, start, quantity, events, times }: Announced,
): Promise<void> => {
  const key = { pk: partition(customer), sk: `${prefix}${start}#${meter}` };
  const Item = { ...key, meter, start, quantity: plain(quantity), events, times };
  await documents.send(new PutCommand({ TableName: tableOf('invoices'), Item }));
};
