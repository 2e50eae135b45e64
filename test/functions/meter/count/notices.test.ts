import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { meterToWire } from '../../../../functions/catalog/meter/meter-wire.ts';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { minutes, usageEvent } from '../../ingest/sample.ts';

vi.hoisted(() => vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true'));

import {
  announced,
  beginAnew,
  counter,
  deadLetters,
  deliver,
  items,
  know,
  message,
  tables,
  world,
} from './consumer-world.ts';

beforeEach(beginAnew);

describe('an event of a type that no meter counts', () => {
  const strange = (id: string) => usageEvent({ id, type: 'strange' });

  it('is kept in the log, and announced once a type', async () => {
    expect(await deliver(message('m1', strange('a'), strange('b')))).toEqual([]);
    expect(world.items('log').filter(({ state }) => state?.S === 'committed')).toHaveLength(1);
    expect(announced()).toEqual(['event.unmatched']);
  });

  const counts = () =>
    items
      .commandCalls(UpdateCommand)
      .flatMap(({ args: [{ input }] }) => input.ExpressionAttributeValues?.[':more'] ?? []);

  it('is counted by hour and type', async () => {
    await deliver(message('m1', strange('a'), strange('b')), message('m2', strange('c')));
    expect(counts()).toEqual([3]);
  });

  it('is not announced again in the same hour', async () => {
    items.on(UpdateCommand).resolves({ Attributes: { count: 3, announced: true } });
    await deliver(message('m1', strange('a')));
    expect(announced()).toEqual([]);
  });

  it('delivered again is not counted again; announced if a consumer ended before it was', async () => {
    await deliver(message('m1', strange('a')));
    await deliver(message('m1', strange('a')));
    expect(counts()).toEqual([1, 0]);
    expect(announced()).toEqual(['event.unmatched', 'event.unmatched']);
  });

  it('of a type whose meters filter it out is left alone: that is what filters are for', async () => {
    const filters = [{ property: 'region', op: 'eq' as const, value: 'eu' }];
    items.on(QueryCommand).resolves({ Items: [meterToWire({ ...minutes, filters })] });
    items.on(GetCommand, { Key: { pk: 'METERS', sk: 'REVISION' } }).resolves({ Item: { revision: 2 } });
    expect(await deliver(message('m1', usageEvent()))).toEqual([]);
    expect(announced()).toEqual([]);
  });
});

const more = () =>
  items.commandCalls(UpdateCommand).flatMap(({ args: [{ input }] }) => {
    const { ':more': count, ':meter': meter, ':code': code } = input.ExpressionAttributeValues ?? {};
    return count === undefined ? [] : [[meter, code, count]];
  });

describe('an event that a meter cannot read', () => {
  const broken = usageEvent({ id: 'broken', data: { minutes: 'many' } });

  it('is counted by the meters that can; the one that cannot is listed and announced once', async () => {
    const missing = usageEvent({ id: 'missing', data: {} });
    const other = usageEvent({ id: 'other', data: { minutes: 'few' } });
    expect(await deliver(message('m1', broken, missing, other, usageEvent({ id: 'b' })))).toEqual([]);
    expect([counter('minutes'), counter('jobs')]).toEqual([
      { sum: '5', events: '1' },
      { sum: '4', events: '4' },
    ]);
    expect(deadLetters()).toEqual([]);
    expect(more()).toEqual([
      ['minutes', 'quantity_invalid', 2],
      ['minutes', 'quantity_missing', 1],
    ]);
    expect(announced()).toEqual(['event.unreadable', 'event.unreadable']);
  });

  it('is kept in the log where no meter can, since the API had taken it: not lost, and no dead letter', async () => {
    items.on(QueryCommand).resolves({ Items: [meterToWire(minutes)] });
    items.on(GetCommand, { Key: { pk: 'METERS', sk: 'REVISION' } }).resolves({ Item: { revision: 3 } });
    expect(await deliver(message('m1', broken))).toEqual([]);
    expect(await deliver(message('m1', broken))).toEqual([]);
    expect([counter('minutes'), deadLetters()]).toEqual([null, []]);
    expect(world.items('log').filter(({ state }) => state?.S === 'committed')).toHaveLength(1);
    expect(more()).toEqual([
      ['minutes', 'quantity_invalid', 1],
      ['minutes', 'quantity_invalid', 0],
    ]);
  });
});

describe('an event of a customer that nobody knows', () => {
  const stranger = usageEvent({ id: 'x', customer: customerId('cust_stranger') });

  it('is counted, since the customer may be made later, and announced once a customer', async () => {
    const another = usageEvent({ id: 'y', customer: stranger.customer });
    expect(await deliver(message('m1', stranger, another, usageEvent()))).toEqual([]);
    expect(announced()).toEqual(['event.unknown_customer']);
    const [[{ input } = {}] = []] = items.commandCalls(UpdateCommand).map(({ args }) => args);
    expect(input?.ExpressionAttributeValues).toMatchObject({ ':customerId': 'cust_stranger', ':more': 2 });
  });

  it('is quiet from when the customer is there; a known one is asked for once', async () => {
    const made = customerId('cust_made');
    await deliver(message('m1', usageEvent({ id: 'a', customer: made })));
    know(made);
    await deliver(message('m2', usageEvent({ id: 'b', customer: made })));
    await deliver(message('m3', usageEvent({ id: 'c', customer: made })));
    expect(announced()).toEqual(['event.unknown_customer']);
    const asked = tables
      .commandCalls(BatchGetItemCommand)
      .flatMap(({ args: [{ input }] }) => input.RequestItems?.catalog?.Keys ?? [])
      .filter(({ pk }) => pk?.S === 'CUSTOMER#cust_made');
    expect(asked).toHaveLength(2);
  });

  it('what a throttled table left unread is not taken for unknown: the delivery comes again', async () => {
    const UnprocessedKeys = { catalog: { Keys: [{ pk: { S: 'CUSTOMER#cust_slow' }, sk: { S: 'CUSTOMER' } }] } };
    tables
      .on(BatchGetItemCommand)
      .callsFake((input) =>
        JSON.stringify(input).includes('CUSTOMER#')
          ? { UnprocessedKeys }
          : world.execute(new BatchGetItemCommand(input)),
      );
    const slow = usageEvent({ id: 'slow', customer: customerId('cust_slow') });
    await expect(deliver(message('m1', slow))).rejects.toMatchObject({ code: 'counters_throttled' });
    expect(announced()).toEqual([]);
  });
});
