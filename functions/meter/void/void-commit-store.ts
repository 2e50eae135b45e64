import type { AttributeValue, Update } from '@aws-sdk/client-dynamodb';
import type { Meter } from '../../catalog/meter/meter.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { logPartitions } from '../../kernel/log-partition-contract.ts';
import { plain } from '../../money/decimal.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { CommitOutcome } from '../count/counting-port.ts';
import { commitAll } from '../count/transaction-store.ts';
import type { BatchId } from '../counter/batch-id.ts';
import { piecesAttribute, piecesText } from '../log/backfill-pieces.ts';
import { logExpiryAfter } from '../log/expiry.ts';
import { type LogBatch, voidMark } from '../log/log-batch.ts';
import { batchKey } from '../log/log-key.ts';
import { usageKey } from '../shard/shard.ts';
import { headKey, unmoved } from '../shard/shard-head.ts';
import { marksFor } from '../shard/unsettled-store.ts';
import type { Replacement, Reversal } from './reversal.ts';
import type { VoidCommit, VoidHead, VoidRecord } from './void-event.ts';

type Item = Record<string, AttributeValue>;

/** Where the void of event `index` of a batch lies in the log. The index has four digits, so that text order is their order. */
export const voidKey = (customer: CustomerId, batch: BatchId, index: number): Item => ({
  pk: { S: `${logPartitions.voids}${customer}` },
  sk: { S: `${batch}#${String(index).padStart(4, '0')}` },
});

/** Writes the void and everything that it changes in one transaction. It is refused if the event is void already, if a meter has
 *  counted more of the batch since it was read, if the watermark has moved, or if the customer had another void in between.
 *  @param claimDays that a claim is kept; the void is kept as long as the batch
 *  @throws Unstorable */
export const commitVoid = (
  { record, index, batch, meters, head, changes }: VoidCommit,
  claimDays: number,
): Promise<CommitOutcome> => {
  const log = tableOf('log');
  const expiresAt = { N: String(logExpiryAfter(record.voidedAt, claimDays)) };
  const Item = { ...voidKey(record.customer, batch.id, index), ...itemOf(record), expiresAt };
  const touched = changes.map(({ counter }) => counter);
  return commitAll([
    { Put: { TableName: log, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
    { Update: { TableName: log, Key: batchKey(batch.customer, batch.id), ...marking(batch, meters, index, head) } },
    { Update: { TableName: tableOf('usage'), Key: headKey(batch.customer, 0), ...counting(head) } },
    ...marksFor(batch.customer, 0, head, touched, `void ${batch.id} ${index}`),
    ...changes.map((change) => ({
      Update: {
        TableName: tableOf('usage'),
        Key: usageKey(batch.customer, change.shard, change.counter),
        ...reversing(change),
      },
    })),
  ]);
};

type Change = Omit<Update, 'TableName' | 'Key' | 'UpdateExpression'> & { UpdateExpression: string };

/** Marks the event as void in its batch, if no meter has counted more of the batch since it was read. */
const marking = (batch: LogBatch, meters: readonly Meter[], index: number, { closedThrough }: VoidHead): Change => {
  const names: Record<string, string> = { '#voids': 'voids', '#meters': 'meters' };
  const values: Item = { ':mark': { SS: [voidMark(index, closedThrough)] } };
  if (batch.meters.length > 0) values[':meters'] = { SS: [...batch.meters] };
  const conditions = [batch.meters.length > 0 ? '#meters = :meters' : 'attribute_not_exists(#meters)'];
  meters.forEach(({ key }, at) => {
    const pieces = batch.piecesOf(key);
    names[`#p${at}`] = piecesAttribute(key);
    if (pieces.length > 0) values[`:p${at}`] = { S: piecesText(pieces) };
    conditions.push(pieces.length > 0 ? `#p${at} = :p${at}` : `attribute_not_exists(#p${at})`);
  });
  return {
    UpdateExpression: 'ADD #voids :mark',
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
};

/** Counts the void at the customer's head, if the watermark and the number of voids are what was read. So the voids of one
 *  customer follow each other: two at the same time would each recount a window with the other's event still in it. */
const counting = (head: VoidHead): Change => {
  const { voids } = head;
  const { ConditionExpression, ExpressionAttributeValues } = unmoved(head);
  const first = voids === 0 ? 'attribute_not_exists(voids)' : 'voids = :voids';
  return {
    UpdateExpression: 'ADD voids :one',
    ConditionExpression: `${ConditionExpression} AND ${first}`,
    ExpressionAttributeValues: {
      ':one': { N: '1' },
      ...ExpressionAttributeValues,
      ...(voids === 0 ? {} : { ':voids': { N: String(voids) } }),
    },
  };
};

/** The update that makes a reversal. */
const reversing = (change: Reversal): Change => {
  const ExpressionAttributeNames = { '#events': 'events' };
  const ExpressionAttributeValues = { ':events': { N: plain(change.events) } };
  if (change.kind === 'replace') return replacing(change);
  return {
    UpdateExpression: 'ADD #sum :sum, #events :events',
    ExpressionAttributeNames: { ...ExpressionAttributeNames, '#sum': 'sum' },
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ':sum': { N: plain(change.sum) } },
  };
};

const replacing = ({ best, events, seenEvents, stands }: Replacement): Change => {
  const sets = [...(best === null ? [] : ['#value = :value', '#at = :at']), ...(stands ? ['recounted = :yes'] : [])];
  const set = sets.length === 0 ? '' : `SET ${sets.join(', ')} `;
  return {
    UpdateExpression: `${set}${best === null ? 'REMOVE #value, #at ' : ''}ADD #events :events`,
    ConditionExpression: seenEvents === null ? 'attribute_not_exists(#events)' : '#events = :seen',
    ExpressionAttributeNames: { '#events': 'events', '#value': 'value', '#at': 'at' },
    ExpressionAttributeValues: {
      ':events': { N: plain(events) },
      ...(best === null ? {} : { ':value': { S: plain(best.value) }, ':at': { S: best.at ?? '' } }),
      ...(stands ? { ':yes': { BOOL: true } } : {}),
      ...(seenEvents === null ? {} : { ':seen': { N: seenEvents } }),
    },
  };
};

const textOrNull = (text: string | null): AttributeValue => (text === null ? { NULL: true } : { S: text });

const itemOf = ({ source, id, type, time, voidedAt, reason, closedThrough, late, meters }: VoidRecord): Item => ({
  ...{ source: { S: source }, id: { S: id }, type: { S: type }, time: { S: time }, voidedAt: { S: voidedAt } },
  ...{ reason: textOrNull(reason), closedThrough: textOrNull(closedThrough), late: { BOOL: late } },
  ...(meters.length === 0 ? {} : { meters: { SS: [...meters] } }),
});
