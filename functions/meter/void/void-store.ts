import { type AttributeValue, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Meter } from '../../catalog/meter/meter.ts';
import { claimKeyOf } from '../../ingest/usage-event.ts';
import { type CustomerId, customerId, meterKey } from '../../kernel/ids.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import { exactDecimal } from '../../money/decimal.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { type BatchId, batchId } from '../counter/batch-id.ts';
import type { Best } from '../counter/best.ts';
import { beats, bestOf } from '../counter/best.ts';
import { type Counting, countingsOf } from '../counter/countings.ts';
import type { WindowMinutes } from '../counter/window.ts';
import { countedBy, eventsOf, type LogBatch } from '../log/log-batch.ts';
import { logSince, readLogBatch } from '../log/log-store.ts';
import { type CounterInShard, counterInShards } from '../shard/counter-in-shards-store.ts';
import { headKey, headOf } from '../shard/shard-head.ts';
import type { CounterState } from './reversal.ts';
import { commitVoid, voidKey } from './void-commit-store.ts';
import type { VoidRecord, VoidStore } from './void-event.ts';

type Item = Record<string, AttributeValue>;

/** One item, strongly consistent. */
const readItem = async (TableName: string, Key: Item): Promise<Item | undefined> =>
  (await dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;

/** The batch that has claimed an event's key. A claim without a hash was let go: no batch has it. */
export const readOwner: VoidStore['readOwner'] = async (key) => {
  const item = await readItem(tableOf('claims'), { pk: { S: key } });
  const owner = item?.owner?.S;
  return owner === undefined || item?.hash === undefined
    ? undefined
    : { owner: batchId(owner), customer: customerId(item?.customer?.S ?? '') };
};

/** The void of event `index` of a batch. */
export const readVoid: VoidStore['readVoid'] = async (customer, batch, index) => {
  const item = await readItem(tableOf('log'), voidKey(customer, batch, index));
  return item === undefined ? undefined : recordOf(item, customer, batch);
};

/** The tables behind the voiding of events.
 *  @param claimDays that a claim is kept, and with it the id of an event */
export const voidStore = (minutes: WindowMinutes, claimDays: number): VoidStore => ({
  readOwner,
  readBatch: readLogBatch,
  readVoid,
  readHead: async (customer) => {
    const item = await readItem(tableOf('usage'), headKey(customer, 0));
    return { ...headOf(item), voids: Number(item?.voids?.N ?? '0') };
  },
  readCounters: async (customer, shards, counter) => (await counterInShards(customer, shards, counter)).map(stateOf),
  recount: (customer, meter, counting, without) => recount(minutes, customer, meter, counting, without),
  commit: (commit) => commitVoid(commit, claimDays),
});

const stateOf = ({ shard, item }: CounterInShard): CounterState => ({
  shard,
  events: item.events?.N ?? '0',
  best: item.value?.S === undefined ? null : { value: exactDecimal(item.value.S), at: item.at?.S || null },
});

/** Goes over the customer's log from the window on: an event may come long after its own time, but hardly before it. */
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
      const [counting] = countingsOf(event, [meter], minutes).countings;
      if (counting?.taken.kind !== 'compared' || counting.window !== window || counting.group !== group) continue;
      if (countedBy(meter, batch, event, index) === undefined) continue;
      const { taken } = counting;
      if (best === undefined || beats(taken, best)) best = bestOf(taken);
    }
  }
  return best;
};

/** The events of a batch with their places, if the meter may have counted any of them: batches are compressed, and unpacking
 *  is what takes the time. */
const eventsFor = (meter: Meter, batch: LogBatch) => {
  const known = batch.meters.includes(meter.key) || batch.piecesOf(meter.key).length > 0;
  return known ? eventsOf(batch).entries() : [];
};

const recordOf = (item: Item, customer: CustomerId, batch: BatchId): VoidRecord => ({
  ...{ source: item.source?.S ?? '', id: item.id?.S ?? '', type: item.type?.S ?? '', customer, batch },
  ...{ time: instantOf(item.time), voidedAt: instantOf(item.voidedAt), reason: item.reason?.S ?? null },
  closedThrough: item.closedThrough?.S === undefined ? null : instantOf(item.closedThrough),
  ...{ late: item.late?.BOOL ?? false, meters: (item.meters?.SS ?? []).map(meterKey) },
});

const instantOf = (value: AttributeValue | undefined): Instant => parseInstant(value?.S ?? '');
