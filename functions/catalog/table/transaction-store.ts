import { setTimeout as sleep } from 'node:timers/promises';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Key } from '../../kernel/key.ts';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { entering } from '../../platform/table/item-size.ts';
import { cancellationOf } from '../../platform/table/refused.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import { readItem } from './item-store.ts';

/** One write of a transaction. `refusal` makes the error to throw where its condition does not hold; a write without a
 *  condition has none. */
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
/** Milliseconds of the first pause, which doubles with each attempt. */
const firstPause = 20;

/** Makes the write that puts an item where there is none yet.
 *  @throws InvalidInput `item_too_large` */
export const create = (key: Key, attributes: Readonly<Record<string, unknown>>): TransactItem => ({
  Put: {
    TableName: tableOf('catalog'),
    Item: entering({ ...key, ...attributes }),
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** Makes the update that sets attributes of an item, if one attribute still has the value by which the change was
 *  decided.
 *  @throws InvalidInput `item_too_large` */
export const replace = (
  key: Key,
  changes: Readonly<Record<string, unknown>>,
  [expected, value]: readonly [name: string, value: string | number],
) => {
  const entries = Object.entries(entering(changes));
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

/** Writes all or nothing. It tries again while other transactions write the same items at the same moment. An answer that was lost on
 *  the way is asked for again by the SDK under the same token, so it never looks like a condition that does not hold.
 *  @throws MeterlineError the refusal of the first write whose condition does not hold; `catalog_busy` after five tries */
export const commit = async (...writes: readonly Write[]): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const codes = await tryCommit(writes);
    if (codes === undefined) return;
    const refused = writes.find((_, index) => codes[index] === 'ConditionalCheckFailed');
    if (refused?.refusal !== undefined) throw refused.refusal();
    if (attempt === maxAttempts) throw new CatalogBusy('Others write the same things right now: try again.');
    await sleep(Math.random() * firstPause * 2 ** attempt);
  }
};

/** Writes all or nothing, as `commit` does, for what was decided by something that others may have changed since.
 *  @param basis writes whose conditions say that it is as it was
 *  @returns false where it is not: then nothing was written, and it is to be decided anew
 *  @throws MeterlineError as `commit` does, for the other writes */
export const commitIfUnchanged = async (
  basis: readonly TransactItem[],
  ...writes: readonly Write[]
): Promise<boolean> => {
  const changed = new CatalogBusy('Somebody else was faster.');
  try {
    await commit(...writes, ...basis.map((item) => ({ item, refusal: () => changed })));
    return true;
  } catch (error) {
    if (error === changed) return false;
    throw error;
  }
};

/** Reads how often a list was added to. It is read before the list itself, strongly consistently. */
export const revisionOf = async (key: Key): Promise<number> => Number((await readItem(key))?.revision ?? 0);

/** Makes the update by which a list is added to, if nobody has added to it since its revision was read. */
export const nextRevision = ({ pk, sk }: Key, revision: number): TransactItem => ({
  Update: {
    TableName: tableOf('catalog'),
    Key: { pk, sk },
    UpdateExpression: 'SET #revision = :next',
    ConditionExpression: revision === 0 ? 'attribute_not_exists(#revision)' : '#revision = :revision',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':next': revision + 1, ...(revision === 0 ? {} : { ':revision': revision }) },
  },
});

/** Reasons of a cancellation that say nothing against the request: it may hold in a moment, or `commit` knows what it means. */
const passing: readonly string[] = ['TransactionConflict', 'ThrottlingError', 'ConditionalCheckFailed'];

/** @returns why the transaction was cancelled, a code a write; undefined where it was written */
const tryCommit = async (writes: readonly Write[]): Promise<readonly string[] | undefined> => {
  const TransactItems = writes.map(({ item }) => item);
  const cancellation = await cancellationOf(documents.send(new TransactWriteCommand({ TransactItems })));
  if (cancellation === undefined) return undefined;
  if (cancellation.codes.some((code) => passing.includes(code))) return cancellation.codes;
  throw cancellation.error;
};
