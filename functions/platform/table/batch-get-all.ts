import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import { backOff } from '../back-off.ts';

type Item = Record<string, AttributeValue>;

/** DynamoDB did not answer for all keys, so that what is missing cannot be told from what was not read. */
export class CountersThrottled extends MeterlineError {
  readonly code = 'counters_throttled';
  readonly kind = 'unavailable';
  override readonly retryable = true;
}

/** Calls until all keys are answered for. */
const maxCalls = 4;

/** Reads the items that there are under the keys, strongly consistent. Under a throttle DynamoDB leaves keys unprocessed: they are
 *  asked for again, so that a key that is missing from the answer has no item.
 *  @param keys 1 to 100
 *  @throws CountersThrottled */
export const batchGetAll = async (
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  keys: readonly Item[],
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let open = [...keys];
  for (let calls = 0; calls < maxCalls; calls++) {
    if (calls > 0) await backOff(calls);
    const request = { [table]: { Keys: open, ConsistentRead: true } };
    const answer = await client.send(new BatchGetItemCommand({ RequestItems: request }));
    items.push(...(answer.Responses?.[table] ?? []));
    open = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    if (open.length === 0) return items;
  }
  throw new CountersThrottled('DynamoDB has not read all items: try again.');
};
