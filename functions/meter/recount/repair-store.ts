import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Meter } from '../../catalog/meter/meter.ts';
import { type CustomerId, customerId } from '../../kernel/ids.ts';
import { dayOf, type Instant } from '../../kernel/instant.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { plain } from '../../money/decimal.ts';
import { environmentNumber } from '../../platform/environment.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { claimRetentionVariable } from '../contract.ts';
import { commitAll } from '../count/transaction-store.ts';
import { newBatchId } from '../counter/batch-id.ts';
import { isBetter } from '../counter/best.ts';
import { addTallies, noTally, type Tally } from '../counter/tally.ts';
import { tallyFromWire, tallyText } from '../counter/tally-wire.ts';
import { logExpiryAfter } from '../log/expiry.ts';
import { batchKey, daysPartition } from '../log/log-key.ts';
import { type CounterInShard, counterInShards } from '../shard/counter-in-shards-store.ts';
import { usageKey } from '../shard/shard.ts';
import { headKey, unmoved } from '../shard/shard-head.ts';
import { routingOf, shardsOf } from '../shard/shard-head-store.ts';
import { marksFor } from '../shard/unsettled-store.ts';
import { correctionState } from './correction.ts';
import { tallyOfItem } from './counters-store.ts';
import type { CounterDiscrepancy } from './discrepancy-wire.ts';
import { type Mend, mendOf } from './mend.ts';
import { discrepancyKey } from './reconciliation-store.ts';
import { sameTally } from './recount.ts';

/** A counter as one shard has it, and what that says. */
interface Seen extends CounterInShard {
  readonly tally: Tally;
}

const refusals = {
  moved: 'The counter has moved since it was recounted: reconcile the customer again.',
  cannot: 'The window is closed and showed too good a value: what is added later cannot lower it. Correct the invoice.',
} as const;

/** Adds to a counter what it lacks, and says so in the log, in one transaction. It is refused if the counter is not as it was found
 *  any more, or if the difference is not open.
 *  @param reason what the operator gives as the reason; the log keeps it
 *  @throws Conflict `counter_moved`, `not_repairable` */
export const repairCounter = async (
  meter: Meter,
  discrepancy: CounterDiscrepancy,
  reason: string,
  now: Instant,
): Promise<void> => {
  const customer = customerId(discrepancy.customerId);
  const { counter } = discrepancy;
  const { aggregation } = meter.measure;
  const routing = await routingOf(customer);
  const seen = await readCounter(meter, customer, counter, await shardsOf(customer));
  const total = seen.reduce((tally, one) => addTallies(aggregation, tally, one.tally), noTally);
  const [expected, found] = [tallyFromWire(discrepancy.expected), tallyFromWire(discrepancy.found)];
  if (!sameTally(total, found)) throw new Conflict('counter_moved', refusals.moved);
  const mend = mendOf({ counter, expected, found }, aggregation, routing.closedThrough);
  if (mend === undefined) throw new Conflict('not_repairable', refusals.cannot);
  const counters =
    mend.target === counter
      ? inPlace(customer, mend, seen)
      : [...unchanged(customer, seen), ...(await late(meter, customer, mend))];
  const actions: readonly TransactWriteItem[] = [
    ...entryOf(customer, mend, discrepancy, reason, now),
    settled(discrepancy, reason, now),
    { ConditionCheck: { TableName: tableOf('usage'), Key: headKey(customer, 0), ...unmoved(routing) } },
    ...marksFor(customer, 0, routing, [mend.target], `repair ${discrepancy.id} ${now}`),
    ...counters,
  ];
  const outcome = await commitAll(actions);
  if (outcome !== 'committed') throw new Conflict('counter_moved', refusals.moved);
};

const readCounter = async (
  meter: Meter,
  customer: CustomerId,
  counter: string,
  shards: number,
): Promise<readonly Seen[]> => {
  const found = await counterInShards(customer, shards, counter);
  return found.map(({ shard, item }) => ({ shard, item, tally: tallyOfItem(meter, item) }));
};

/** The condition that the counter still has all the values that were read. */
const asSeen = ({ item }: Pick<Seen, 'item'>) => {
  const names = ['sum', 'events', 'value', 'at'];
  const terms = names.map((name, n) => (item[name] === undefined ? `attribute_not_exists(#n${n})` : `#n${n} = :n${n}`));
  return {
    ConditionExpression: terms.join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name, n) => [`#n${n}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      names.flatMap((name, n) => (item[name] === undefined ? [] : [[`:n${n}`, item[name]]])),
    ),
  };
};

/** Asserts that the counter is as it was read, in each shard that has it. */
const unchanged = (customer: CustomerId, seen: readonly Seen[]): readonly TransactWriteItem[] =>
  seen.map(({ item }) => {
    const { ExpressionAttributeValues, ...condition } = asSeen({ item });
    const Key = { pk: item.pk ?? { S: customer }, sk: item.sk ?? { S: '' } };
    const values = Object.keys(ExpressionAttributeValues).length === 0 ? {} : { ExpressionAttributeValues };
    return { ConditionCheck: { TableName: tableOf('usage'), Key, ...condition, ...values } };
  });

/** Adds to the counter itself: in the shard that has a best, if one has, else in the first shard that has the counter. The others
 *  must not have changed. */
const inPlace = (customer: CustomerId, mend: Mend, seen: readonly Seen[]): readonly TransactWriteItem[] => {
  const place = seen.find(({ tally }) => tally.best !== null) ?? seen[0] ?? { shard: 0, item: {}, tally: noTally };
  const { UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues } = additionOf(mend, place.tally);
  const condition = asSeen(place);
  const Update = {
    TableName: tableOf('usage'),
    Key: usageKey(customer, place.shard, mend.target),
    UpdateExpression,
    ConditionExpression: condition.ConditionExpression,
    ExpressionAttributeNames: { ...ExpressionAttributeNames, ...condition.ExpressionAttributeNames },
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ...condition.ExpressionAttributeValues },
  };
  return [
    { Update },
    ...unchanged(
      customer,
      seen.filter((one) => one !== place),
    ),
  ];
};

/** The update that adds what is missing. */
const additionOf = ({ sum, events, best }: Mend, before: Tally) => {
  const isSum = !sum.isZero() || (before.best === null && best === 'keep');
  const add = isSum ? 'ADD #sum :sum, #events :events' : 'ADD #events :events';
  const set = best === 'keep' ? '' : best === null ? 'REMOVE #value, #at ' : 'SET #value = :value, #at = :at ';
  return {
    UpdateExpression: `${set}${add}`,
    ExpressionAttributeNames: {
      '#events': 'events',
      ...(isSum ? { '#sum': 'sum' } : {}),
      ...(best === 'keep' ? {} : { '#value': 'value', '#at': 'at' }),
    },
    ExpressionAttributeValues: {
      ':events': { N: plain(events) },
      ...(isSum ? { ':sum': { N: plain(sum) } } : {}),
      ...(best === 'keep' || best === null ? {} : { ':value': { S: plain(best.value) }, ':at': { S: best.at ?? '' } }),
    },
  };
};

/** Adds to the late counter in shard 0. Its best stays if it is as good as the one that was missing. */
const late = async (meter: Meter, customer: CustomerId, mend: Mend): Promise<readonly TransactWriteItem[]> => {
  const seen = await readCounter(meter, customer, mend.target, 1);
  const there = seen[0]?.tally.best ?? null;
  const { best } = mend;
  const isNeeded =
    best !== 'keep' && best !== null && (there === null || isBetter(meter.measure.aggregation, best, there));
  return inPlace(customer, isNeeded ? mend : { ...mend, best: 'keep' }, seen);
};

/** The entry of the log that tells of the repair, with the day that it lies in. */
const entryOf = (
  customer: CustomerId,
  { counter, target }: Mend,
  { id, expected, found }: CounterDiscrepancy,
  reason: string,
  now: Instant,
): readonly TransactWriteItem[] => {
  const expiresAt = { N: String(logExpiryAfter(now, environmentNumber(claimRetentionVariable))) };
  const Item = {
    ...batchKey(customer, newBatchId(now)),
    state: { S: correctionState },
    counter: { S: counter },
    target: { S: target },
    expected: { S: tallyText(tallyFromWire(expected)) },
    found: { S: tallyText(tallyFromWire(found)) },
    reason: { S: reason },
    discrepancy: { S: id },
    expiresAt,
  };
  const TableName = tableOf('log');
  return [
    { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
    { Put: { TableName, Item: { pk: { S: daysPartition(customer) }, sk: { S: dayOf(now) }, expiresAt } } },
  ];
};

/** Marks the difference as repaired, if it is open. */
const settled = ({ customerId: customer, id }: CounterDiscrepancy, reason: string, now: Instant): TransactWriteItem => {
  const { pk, sk } = discrepancyKey(customer, id);
  return {
    Update: {
      TableName: tableOf('log'),
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'SET #status = :repaired, repairedAt = :now, reason = :reason',
      ConditionExpression: '#status = :open',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':repaired': { S: 'repaired' },
        ':open': { S: 'open' },
        ':now': { S: now },
        ':reason': { S: reason },
      },
    },
  };
};
