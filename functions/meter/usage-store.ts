import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { CustomerId, MeterKey } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import type { Meter } from '../catalog/meter.ts';
import { requireMeter } from '../catalog/meter-store.ts';
import { exactDecimal } from '../money/decimal.ts';
import { dynamo } from '../platform/dynamo.ts';
import { tableOf } from '../platform/tables.ts';
import { type Usage, usageOf, type WindowUsage } from './usage.ts';
import { windowKey, windowOfKey } from './window.ts';

type Item = Record<string, AttributeValue>;

/** What came in time: the counters that a period's invoice is made of. Once the watermark has passed `to` they are frozen.
 *  @param from start of a window, as `to`, which is excluded */
export const usageBetween = async (customer: CustomerId, meter: MeterKey, from: Instant, to: Instant): Promise<Usage> =>
  usageOf(await onTime(await requireMeter(meter), customer, from, to));

/** What the customer used in these windows, whenever it arrived. */
export const usageSoFar = async (customer: CustomerId, meter: MeterKey, from: Instant, to: Instant): Promise<Usage> => {
  const read = await requireMeter(meter);
  return usageOf((await Promise.all([onTime(read, customer, from, to), late(read, customer, from, to)])).flat());
};

const onTime = async (
  meter: Meter,
  customer: CustomerId,
  from: Instant,
  to: Instant,
): Promise<readonly WindowUsage[]> => {
  const items = await range(customer, `${meter.key}#${windowKey(from)}`, `${meter.key}#${windowKey(to)}`);
  return items.map((item) => toWindow(meter, item, 1)).filter(({ start }) => start < to);
};

/** Late counters lie by the watermark that they met, which is after their window. */
const late = async (
  meter: Meter,
  customer: CustomerId,
  from: Instant,
  to: Instant,
): Promise<readonly WindowUsage[]> => {
  const items = await range(customer, `LATE#${windowKey(from)}`, 'LATE#~');
  return items
    .filter((item) => item.sk?.S?.split('#')[2] === meter.key)
    .map((item) => toWindow(meter, item, 3))
    .filter(({ start }) => start >= from && start < to);
};

/** @param at which part of the sort key is the window */
const toWindow = (meter: Meter, item: Item, at: number): WindowUsage => {
  const events = plainNumber(item.events);
  const value = meter.measure.aggregation === 'count' ? events : plainNumber(item.sum);
  return { start: windowOfKey((item.sk?.S ?? '').split('#')[at] ?? ''), value, events: events.toNumber() };
};

/** DynamoDB may print a number as `1.23E+29`. */
const plainNumber = (value: AttributeValue | undefined) => {
  const [mantissa = '0', exponent = '0'] = (value?.N ?? '0').split(/[eE]/);
  return exactDecimal(mantissa).times(exactDecimal('10').pow(Number(exponent)));
};

const range = async (customer: CustomerId, first: string, last: string): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await dynamo.send(
      new QueryCommand({
        TableName: tableOf('usage'),
        KeyConditionExpression: 'pk = :customer AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':customer': { S: customer }, ':first': { S: first }, ':last': { S: last } },
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    );
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
};
