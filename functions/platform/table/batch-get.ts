import { type AttributeValue, BatchGetItemCommand, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { dynamo } from './dynamo.ts';

/** BatchGetItem takes 100 keys a call. */
const keysPerCall = 100;

type LowLevelItem = Readonly<Record<string, AttributeValue>>;

/** Reads the items that there are under many keys, each key named once, in as many calls at once as that takes. It reads eventually
 *  consistently, and asks once only: keys that DynamoDB leaves unprocessed are missing from the answer, as those are that have no
 *  item. So it is for callers who can do without an answer.
 *  @param projection the attributes that are wanted */
export const batchGet = async (
  table: string,
  keys: readonly LowLevelItem[],
  projection: Pick<KeysAndAttributes, 'ProjectionExpression' | 'ExpressionAttributeNames'>,
): Promise<readonly LowLevelItem[]> => {
  const read = async (Keys: LowLevelItem[]): Promise<readonly LowLevelItem[]> => {
    const answer = await dynamo.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ...projection } } }));
    return answer.Responses?.[table] ?? [];
  };
  const calls: Promise<readonly LowLevelItem[]>[] = [];
  for (let at = 0; at < keys.length; at += keysPerCall) calls.push(read(keys.slice(at, at + keysPerCall)));
  return (await Promise.all(calls)).flat();
};
