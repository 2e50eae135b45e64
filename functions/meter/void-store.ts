import {
  type AttributeValue,
  BatchGetItemCommand,
  GetItemCommand,
  TransactWriteItemsCommand,
  type Update,
} from '@aws-sdk/client-dynamodb';
import { type CustomerId, customerId, meterKey } from '../catalog/ids.ts';
import { type Instant, parseInstant, plusDays, toMilliseconds } from '../catalog/instant.ts';
import type { Meter } from '../catalog/meter.ts';
import { claimKeyOf } from '../ingest/usage-event.ts';
import { exactDecimal, plain } from '../money/decimal.ts';
import { dynamo } from '../platform/dynamo.ts';
import { tableOf } from '../platform/tables.ts';
import { piecesAttribute, piecesText } from './backfilled.ts';
import { type BatchId, batchId } from './batch-id.ts';
import type { Best } from './counting-port.ts';
import { type Counting, countingsOf } from './countings.ts';
import { countedBy, eventsOf, type LogBatch, voidMark } from './log-batch.ts';
import { logSince, readLogBatch } from './log-store.ts';
import { beats } from './route-batch.ts';
import { allShards } from './shard.ts';
import { headKey, itemKey, logMarginDays, outcomeOf, usageKey } from './store.ts';
import type { CounterState, Recount, Reversal } from './void-changes.ts';
import type { VoidCommit, VoidHead, VoidRecord, VoidStore } from './void-event.ts';
import type { WindowMinutes } from './window.ts';

type Item = Record<string, AttributeValue>;

const voidKey = (customer: CustomerId, batch: BatchId, index: number): Item => ({
  pk: { S: `VOIDS#${customer}` },
  sk: { S: `${batch}#${String(index).padStart(4, '0')}` },
});

/** Strongly consistent. */
const readItem = async (TableName: string, Key: Item): Promise<Item | undefined> =>
  (await dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;

/** Who owns a key. */
export const readOwner: VoidStore['readOwner'] = async (key) => {
  const item = await readItem(tableOf('claims'), { pk: { S: key } });
  const owner = item?.owner?.S;
  return owner === undefined ? undefined : { owner: batchId(owner), customer: customerId(item?.customer?.S ?? '') };
};

/** The void of event `index` of a batch. */
export const readVoid: VoidStore['readVoid'] = async (customer, batch, index) => {
  const item = await readItem(tableOf('log'), voidKey(customer, batch, index));
  return item === undefined ? undefined : recordOf(item, customer, batch);
};

/** @param claimDays that an event's id is remembered: a void is kept as long as the batch */
export const voidStore = (minutes: WindowMinutes, claimDays: number): VoidStore => ({
  readOwner,
  readBatch: readLogBatch,
  readVoid,
  readHead: async (customer) => {
    const item = await readItem(tableOf('usage'), headKey(customer, 0));
    const closedThrough = item?.closedThrough?.S;
    return {
      closedThrough: closedThrough === undefined ? null : parseInstant(closedThrough),
      shards: Number(item?.shards?.N ?? '1'),
      voids: Number(item?.voids?.N ?? '0'),
    };
  },
  readCounters: async (customer, shards, counter) => {
    const table = tableOf('usage');
    const Keys = allShards(shards).map((shard) => usageKey(customer, shard, counter));
    const request = { [table]: { Keys, ConsistentRead: true } };
    const { Responses } = await dynamo.send(new BatchGetItemCommand({ RequestItems: request }));
    return (Responses?.[table] ?? []).map(stateOf);
  },
  recount: (customer, meter, counting, without) => recount(minutes, customer, meter, counting, without),
  commit: (commit) =>
    outcomeOf(dynamo.send(new TransactWriteItemsCommand({ TransactItems: [...actions(commit, claimDays)] }))),
});

const stateOf = (item: Item): CounterState => ({
  shard: Number(/~(\d+)$/.exec(item.pk?.S ?? '')?.[1] ?? '0'),
  events: item.events?.N ?? '0',
  best: item.value?.S === undefined ? null : { value: exactDecimal(item.value.S), at: item.at?.S || null },
});

const recount = async (
  minutes: WindowMinutes,
  customer: CustomerId,
  meter: Meter,
  { window, group }: Counting,
  without: string,
): Promise<Best | undefined> => {
  let best: Best | undefined;
  for await (const batch of logSince(customer, window)) {
    for (const [index, event] of eventsFor(meter, batch)) {
      if (batch.voids.has(index) || claimKeyOf(event) === without) continue;
      const countable = countingsOf(event, [meter], minutes);
      const [counting] = countable.ok ? countable.countings : [];
      if (counting?.taken.kind !== 'compared' || counting.window !== window || counting.group !== group) continue;
      if (countedBy(meter, batch, event, index) === undefined) continue;
      const { taken } = counting;
      if (best === undefined || beats(taken, best)) best = { value: taken.value, at: 'at' in taken ? taken.at : null };
    }
  }
  return best;
};

const eventsFor = (meter: Meter, batch: LogBatch) => {
  const known = batch.meters.includes(meter.key) || batch.piecesOf(meter.key).length > 0;
  return known ? eventsOf(batch).entries() : [];
};

/** The void if there is none, the batch and the watermark as they were read, and the counters. */
const actions = ({ record, index, batch, meters, head, changes }: VoidCommit, claimDays: number) => {
  const log = tableOf('log');
  const expiresAt = String(Math.floor(toMilliseconds(plusDays(record.voidedAt, claimDays + logMarginDays)) / 1000));
  const Item = { ...voidKey(record.customer, batch.id, index), ...itemOf(record), expiresAt: { N: expiresAt } };
  return [
    { Put: { TableName: log, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
    { Update: { TableName: log, Key: itemKey(batch.customer, batch.id), ...marking(batch, meters, index, head) } },
    { Update: { TableName: tableOf('usage'), Key: headKey(batch.customer, 0), ...counting(head) } },
    ...changes.map((change) => ({
      Update: {
        TableName: tableOf('usage'),
        Key: usageKey(batch.customer, change.shard, change.counter),
        ...reversing(change),
      },
    })),
  ];
};

type Change = Omit<Update, 'TableName' | 'Key' | 'UpdateExpression'> & { UpdateExpression: string };

/** In the batch, with no meter having counted more of it since. */
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

/** Two voids of one customer follow each other, since each recounts without the other. */
const counting = ({ closedThrough, voids }: VoidHead): Change => {
  const unmoved = closedThrough === null ? 'attribute_not_exists(closedThrough)' : 'closedThrough = :closedThrough';
  const first = voids === 0 ? 'attribute_not_exists(voids)' : 'voids = :voids';
  return {
    UpdateExpression: 'ADD voids :one',
    ConditionExpression: `${unmoved} AND ${first}`,
    ExpressionAttributeValues: {
      ':one': { N: '1' },
      ...(closedThrough === null ? {} : { ':closedThrough': { S: closedThrough } }),
      ...(voids === 0 ? {} : { ':voids': { N: String(voids) } }),
    },
  };
};

const reversing = (change: Reversal): Change => {
  const ExpressionAttributeNames = { '#events': 'events' };
  const ExpressionAttributeValues = { ':events': { N: plain(change.events) } };
  if (change.kind === 'recount') return recounted(change);
  return {
    UpdateExpression: 'ADD #sum :sum, #events :events',
    ExpressionAttributeNames: { ...ExpressionAttributeNames, '#sum': 'sum' },
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ':sum': { N: plain(change.sum) } },
  };
};

const recounted = ({ best, events, seenEvents, stands }: Recount): Change => {
  const sets = [
    ...(best === null ? [] : ['#value = :value', '#at = :at']),
    ...(stands ? ['recounted = :yes'] : []),
  ];
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

const recordOf = (item: Item, customer: CustomerId, batch: BatchId): VoidRecord => ({
  ...{ source: item.source?.S ?? '', id: item.id?.S ?? '', type: item.type?.S ?? '', customer, batch },
  ...{ time: instantOf(item.time), voidedAt: instantOf(item.voidedAt), reason: item.reason?.S ?? null },
  closedThrough: item.closedThrough?.S === undefined ? null : instantOf(item.closedThrough),
  ...{ late: item.late?.BOOL ?? false, meters: (item.meters?.SS ?? []).map(meterKey) },
});

const instantOf = (value: AttributeValue | undefined): Instant => parseInstant(value?.S ?? '');
