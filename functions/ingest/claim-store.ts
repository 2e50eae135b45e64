import { batchGet } from '../platform/table/batch-get.ts';
import { tableOf } from '../platform/table/tables.ts';
import { claimKeyOf, type UsageEvent } from './usage-event.ts';

/** The content hashes of those events that are claimed already, by claim key. A claim without a hash was let go by the consumer: the key
 *  is free for any content. This check spares the queue what is known, so it reads
 *  eventually consistently, at half the price. It decides nothing: what it misses, the consumer finds. */
export const claimedHashes = async (events: readonly UsageEvent[]): Promise<ReadonlyMap<string, string>> => {
  const keys = [...new Set(events.map(claimKeyOf))].map((pk) => ({ pk: { S: pk } }));
  const items = await batchGet(tableOf('claims'), keys, {
    ProjectionExpression: 'pk, #hash',
    ExpressionAttributeNames: { '#hash': 'hash' },
  });
  return new Map(items.flatMap(({ pk, hash }) => (hash?.S === undefined ? [] : [[pk?.S ?? '', hash.S] as const])));
};
