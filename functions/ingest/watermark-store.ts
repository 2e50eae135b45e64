import type { CustomerId } from '../kernel/ids.ts';
import { type Instant, parseInstant } from '../kernel/instant.ts';
import { batchGet } from '../platform/table/batch-get.ts';
import { tableOf } from '../platform/table/tables.ts';

/** Until when the usage of these customers is closed. A customer without a watermark is missing from the answer; `meter` moves the
 *  watermarks. The read is eventually consistent: what it misses, the consumer finds. */
export const watermarksOf = async (customers: readonly CustomerId[]): Promise<ReadonlyMap<string, Instant>> => {
  const keys = [...new Set(customers)].map((customer) => ({ pk: { S: customer }, sk: { S: 'HEAD' } }));
  const items = await batchGet(tableOf('usage'), keys, { ProjectionExpression: 'pk, closedThrough' });
  return new Map(
    items.flatMap(({ pk, closedThrough }) =>
      pk?.S === undefined || closedThrough?.S === undefined ? [] : [[pk.S, parseInstant(closedThrough.S)] as const],
    ),
  );
};
