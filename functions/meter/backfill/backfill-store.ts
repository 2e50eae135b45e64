import { ScanCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { MeterKey } from '../../kernel/ids.ts';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import { cursorOf, startKeyOf } from '../../platform/http/page.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { Best, CommitOutcome, Head } from '../count/counting-port.ts';
import { headKey, itemKey, unmoved, update, usageKey } from '../count/counting-store.ts';
import { outcomeOf } from '../count/transaction-store.ts';
import type { Change } from '../counter/route-batch.ts';
import { type LogBatch, logBatchOf } from '../log/log-batch.ts';
import { type Piece, piecesAttribute, piecesText } from '../log/pieces.ts';

/** A page of the batches that were committed without the meter, counted for it meanwhile or not; strongly consistent, so
 *  that none which was there when it began is missed. A page is what DynamoDB reads at once, 1 MB, and may be empty. */
export const batchesWithout = async (
  meter: MeterKey,
  cursor: string | null,
): Promise<{ readonly batches: readonly LogBatch[]; readonly cursor: string | null }> => {
  const start = startKeyOf(cursor ?? undefined);
  const page = await dynamo.send(
    new ScanCommand({
      TableName: tableOf('log'),
      ConsistentRead: true,
      FilterExpression:
        '#state = :committed AND (attribute_not_exists(#meters) OR NOT contains(#meters, :meter) OR attribute_exists(#pieces))',
      ExpressionAttributeNames: { '#state': 'state', '#meters': 'meters', '#pieces': piecesAttribute(meter) },
      ExpressionAttributeValues: { ':committed': { S: 'committed' }, ':meter': { S: meter } },
      ...(start === undefined
        ? {}
        : { ExclusiveStartKey: { pk: { S: String(start.pk) }, sk: { S: String(start.sk) } } }),
    }),
  );
  const last = page.LastEvaluatedKey;
  return {
    batches: (page.Items ?? []).flatMap((item) => logBatchOf(item) ?? []),
    cursor: last === undefined ? null : cursorOf({ pk: last.pk?.S, sk: last.sk?.S }),
  };
};

export interface PieceCommit {
  /** As it was read: the commit asserts that the piece is the next one, and that no event was voided meanwhile. */
  readonly batch: LogBatch;
  readonly meter: MeterKey;
  readonly piece: Piece;
  /** Whether it is the batch's last. */
  readonly last: boolean;
  readonly shard: number;
  readonly head: Head;
  readonly changes: readonly Change[];
  readonly seen: ReadonlyMap<string, Best>;
}

/** The piece if it is the next, the watermark unchanged, and the counters, in one transaction. */
export const commitPiece = (commit: PieceCommit): Promise<CommitOutcome> => {
  const { batch, shard, head, changes, seen } = commit;
  const usage = tableOf('usage');
  const counters = changes.map((change) => ({
    Update: {
      TableName: usage,
      Key: usageKey(batch.customer, shard, change.counter),
      ...update(change, seen.get(change.counter)),
    },
  }));
  const check = { ConditionCheck: { TableName: usage, Key: headKey(batch.customer, shard), ...unmoved(head) } };
  return outcomeOf(
    dynamo.send(new TransactWriteItemsCommand({ TransactItems: [markPiece(commit), check, ...counters] })),
  );
};

const markPiece = ({ batch, meter, piece, last }: PieceCommit) => {
  const before = batch.piecesOf(meter);
  const isNext = before.length === 0 ? 'attribute_not_exists(#pieces)' : '#pieces = :before';
  const isUnvoided = batch.voids.size === 0 ? 'attribute_not_exists(#voids)' : 'size(#voids) = :voids';
  return {
    Update: {
      TableName: tableOf('log'),
      Key: itemKey(batch.customer, batch.id),
      UpdateExpression: last ? 'SET #pieces = :after ADD #meters :meter' : 'SET #pieces = :after',
      // A batch that has expired meanwhile is not made again.
      ConditionExpression: `attribute_exists(pk) AND ${isNext} AND ${isUnvoided}`,
      ExpressionAttributeNames: {
        '#pieces': piecesAttribute(meter),
        '#voids': 'voids',
        ...(last ? { '#meters': 'meters' } : {}),
      },
      ExpressionAttributeValues: {
        ':after': { S: piecesText([...before, piece]) },
        ...(last ? { ':meter': { SS: [meter] } } : {}),
        ...(before.length === 0 ? {} : { ':before': { S: piecesText(before) } }),
        ...(batch.voids.size === 0 ? {} : { ':voids': { N: String(batch.voids.size) } }),
      },
    },
  };
};

/** Consumers kept getting in between: the step is tried again from where it began, and counts nothing twice. */
export class CountersBusy extends MeterlineError {
  readonly code = 'counters_busy';
  readonly kind = 'unavailable';
  override readonly retryable = true;
}
