import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { MeterKey } from '../../kernel/ids.ts';
import { cursorOf, startKeyOf } from '../../platform/table/cursor.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { CommitOutcome } from '../count/counting-port.ts';
import { commitAll } from '../count/transaction-store.ts';
import { updateOf } from '../counter/counter-update.ts';
import { piecesAttribute, piecesText } from '../log/backfill-pieces.ts';
import { type LogBatch, logBatchOf } from '../log/log-batch.ts';
import { batchKey } from '../log/log-key.ts';
import { usageKey } from '../shard/shard.ts';
import { headKey, unmoved } from '../shard/shard-head.ts';
import { marksFor } from '../shard/unsettled-store.ts';
import type { PieceCommit } from './backfill-batch.ts';

/** A page of the batches that consumers have committed without the meter, whether a backfill has counted them since or not. The scan
 *  is strongly consistent, so that it misses no batch which was there when it began. A page is what DynamoDB reads at once, 1 MB,
 *  and may be empty. */
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

/** Counts a piece in one transaction, if it is the next one of its batch and the watermark has not moved.
 *  @throws Unstorable */
export const commitPiece = (commit: PieceCommit): Promise<CommitOutcome> => {
  const { batch, shard, head, changes, seen } = commit;
  const usage = tableOf('usage');
  const counters = changes.map((change) => ({
    Update: {
      TableName: usage,
      Key: usageKey(batch.customer, shard, change.counter),
      ...updateOf(change, seen.get(change.counter)),
    },
  }));
  const check = { ConditionCheck: { TableName: usage, Key: headKey(batch.customer, shard), ...unmoved(head) } };
  const touched = changes.map(({ counter }) => counter);
  const token = `backfill ${batch.id} ${commit.meter} ${commit.piece.until}`;
  return commitAll([markPiece(commit), check, ...marksFor(batch.customer, shard, head, touched, token), ...counters]);
};

/** Notes the piece in its batch; after the last piece, the meter is one of those that have counted the batch. */
const markPiece = ({ batch, meter, piece, last }: PieceCommit) => {
  const before = batch.piecesOf(meter);
  const isNext = before.length === 0 ? 'attribute_not_exists(#pieces)' : '#pieces = :before';
  const isUnvoided = batch.voids.size === 0 ? 'attribute_not_exists(#voids)' : 'size(#voids) = :voids';
  return {
    Update: {
      TableName: tableOf('log'),
      Key: batchKey(batch.customer, batch.id),
      UpdateExpression: last ? 'SET #pieces = :after ADD #meters :meter' : 'SET #pieces = :after',
      // An update would make a batch again that has expired in between.
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
