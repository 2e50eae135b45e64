import { setTimeout as sleep } from 'node:timers/promises';
import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Key } from '../../kernel/key.ts';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** `refusal` is what it means that the condition of the write does not hold; a write without one has no condition. */
export interface Write {
  readonly item: TransactItem;
  readonly refusal?: () => MeterlineError;
}

class CatalogBusy extends MeterlineError {
  readonly code = 'catalog_busy';
  readonly kind = 'unavailable';
  override readonly retryable = true;
}

const maxAttempts = 5;
/** Milliseconds; doubles with each attempt. */
const firstPause = 20;

/** Puts an item that must not be there yet. */
export const create = (key: Key, attributes: Readonly<Record<string, unknown>>): TransactItem => ({
  Put: {
    TableName: tableOf('catalog'),
    Item: { ...key, ...attributes },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** Sets attributes of an item, if one attribute still has the value that they were decided by. */
export const replace = (
  key: Key,
  changes: Readonly<Record<string, unknown>>,
  [expected, value]: readonly [name: string, value: string | number],
) => {
  const entries = Object.entries(changes);
  return {
    TableName: tableOf('catalog'),
    Key: { pk: key.pk, sk: key.sk },
    UpdateExpression: `SET ${entries.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: '#expected = :expected',
    ExpressionAttributeNames: {
      ...Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
      '#expected': expected,
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(entries.map(([name, change]) => [`:${name}`, change])),
      ':expected': value,
    },
  };
};

/** All or nothing. A lost answer is asked for again by the SDK under the same token, so it never looks like a conflict.
 *  @throws MeterlineError the refusal of the first write whose condition does not hold; `catalog_busy` */
export const commit = async (...writes: readonly Write[]): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const reasons = await tryCommit(writes);
    if (reasons === undefined) return;
    const refused = writes.find((_, index) => reasons[index]?.Code === 'ConditionalCheckFailed');
    if (refused?.refusal !== undefined) throw refused.refusal();
    if (attempt === maxAttempts) throw new CatalogBusy('Others write the same things right now: try again.');
    await sleep(Math.random() * firstPause * 2 ** attempt);
  }
};

const passing: readonly (string | undefined)[] = ['TransactionConflict', 'ThrottlingError', 'ConditionalCheckFailed'];

/** Why it was cancelled; undefined when it was not. */
const tryCommit = async (writes: readonly Write[]): Promise<readonly CancellationReason[] | undefined> => {
  try {
    await documents.send(new TransactWriteCommand({ TransactItems: writes.map(({ item }) => item) }));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    if (reasons.some(({ Code }) => passing.includes(Code))) return reasons;
    throw error;
  }
};
