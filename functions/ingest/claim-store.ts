import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamo } from '../platform/table/dynamo.ts';
import { tableOf } from '../platform/table/tables.ts';
import { claimKeyOf, type UsageEvent } from './usage-event.ts';

/** BatchGetItem takes 100 keys a call. */
const keysPerCall = 100;

/** The content hashes of those events that are claimed already, by claim key. Eventually consistent, at half the price:
 *  it spares the queue what is known; the consumer decides. Keys that stay unprocessed are left to it as well. */
export const claimedHashes = async (events: readonly UsageEvent[]): Promise<ReadonlyMap<string, string>> => {
  const keys = [...new Set(events.map(claimKeyOf))];
  const calls: Promise<readonly (readonly [string, string])[]>[] = [];
  for (let at = 0; at < keys.length; at += keysPerCall) calls.push(read(keys.slice(at, at + keysPerCall)));
  return new Map((await Promise.all(calls)).flat());
};

const read = async (keys: readonly string[]): Promise<readonly (readonly [string, string])[]> => {
  const table = tableOf('claims');
  const Keys = keys.map((pk) => ({ pk: { S: pk } }));
  const request = {
    [table]: { Keys, ProjectionExpression: 'pk, #hash', ExpressionAttributeNames: { '#hash': 'hash' } },
  };
  const answer = await dynamo.send(new BatchGetItemCommand({ RequestItems: request }));
  return (answer.Responses?.[table] ?? []).map((item) => [item.pk?.S ?? '', item.hash?.S ?? ''] as const);
};
