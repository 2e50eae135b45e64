import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import type { CustomerId } from '../kernel/ids.ts';
import { type Instant, parseInstant } from '../kernel/instant.ts';
import { dynamo } from '../platform/table/dynamo.ts';
import { tableOf } from '../platform/table/tables.ts';

/** BatchGetItem takes 100 keys a call. */
const keysPerCall = 100;

/** The watermarks of those customers that have one; `meter` moves them. Eventually consistent, and keys that stay
 *  unprocessed are left out: the consumer decides. */
export const watermarksOf = async (customers: readonly CustomerId[]): Promise<ReadonlyMap<string, Instant>> => {
  const distinct = [...new Set(customers)];
  const calls: Promise<readonly (readonly [string, Instant])[]>[] = [];
  for (let at = 0; at < distinct.length; at += keysPerCall) calls.push(read(distinct.slice(at, at + keysPerCall)));
  return new Map((await Promise.all(calls)).flat());
};

const read = async (customers: readonly CustomerId[]): Promise<readonly (readonly [string, Instant])[]> => {
  const table = tableOf('usage');
  const Keys = customers.map((customer) => ({ pk: { S: customer }, sk: { S: 'HEAD' } }));
  const answer = await dynamo.send(
    new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ProjectionExpression: 'pk, closedThrough' } } }),
  );
  return (answer.Responses?.[table] ?? []).flatMap(({ pk, closedThrough }) =>
    pk?.S === undefined || closedThrough?.S === undefined ? [] : [[pk.S, parseInstant(closedThrough.S)] as const],
  );
};
