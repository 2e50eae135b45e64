import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { meterToWire } from '../../../../functions/catalog/meter/meter-wire.ts';
import { customerId, meterKey } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import type { Usage } from '../../../../functions/meter/usage/usage.ts';
import { lateCounters, usageBetween, usageSoFar } from '../../../../functions/meter/usage/usage-service.ts';
import { plain } from '../../../../functions/money/decimal.ts';
import { documents, dynamo } from '../../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { jobs, minutes } from '../../ingest/sample.ts';
import { answering, type Item } from '../queried-table.ts';

const catalog = mockClient(documents);
const usage = mockClient(dynamo);
const customer = customerId('cust_8821');
const from = parseInstant('2026-10-01T00:00:00Z');
const to = parseInstant('2026-10-02T00:00:00Z');

const counter = (sk: string, sum: string, events = '1', pk: string = customer): Item => ({
  ...{ pk: { S: pk }, sk: { S: sk } },
  ...{ sum: { N: sum }, events: { N: events } },
});
const holding = (pageSize: number, ...items: readonly Item[]) =>
  usage.on(QueryCommand).callsFake(answering(items, pageSize));
const shown = ({ total, events, windows }: Usage) => [
  `${plain(total)} of ${events}`,
  ...windows.map(({ start, value }) => `${start.slice(0, 16)} ${plain(value)}`),
];

beforeEach(() => {
  catalog.reset();
  usage.reset();
  catalog.on(GetCommand).resolves({});
  usage.on(GetItemCommand).resolves({});
  vi.stubEnv('CATALOG_TABLE', 'catalog');
  vi.stubEnv('USAGE_TABLE', 'usage');
  catalog.on(GetCommand, { Key: { pk: 'METERS', sk: 'METER#minutes' } }).resolves({ Item: meterToWire(minutes) });
  catalog.on(GetCommand, { Key: { pk: 'METERS', sk: 'METER#jobs' } }).resolves({ Item: meterToWire(jobs) });
});

describe('usage between two windows is what the counters of these windows hold', () => {
  it('from the first to before the last, of this meter and this customer, all groups together', async () => {
    holding(
      2,
      counter('HEAD', '99'),
      counter('minutes#2026-09-30T23:00', '99'),
      counter('minutes#2026-10-01T00:00', '5'),
      counter('minutes#2026-10-01T00:00#4K', '0.1'),
      counter('minutes#2026-10-01T23:00#4K#eu', '7', '3'),
      counter('minutes#2026-10-02T00:00', '99'),
      counter('minutes#2026-10-02T00:00#4K', '99'),
      counter('minutes2#2026-10-01T00:00', '99'),
      counter('LATE#2026-10-02T00:00#minutes#2026-10-01T05:00', '99'),
      counter('minutes#2026-10-01T00:00', '99', '1', 'cust_other'),
    );
    expect(shown(await usageBetween(customer, meterKey('minutes'), from, to))).toEqual([
      '12.1 of 5',
      '2026-10-01T00:00 5.1',
      '2026-10-01T23:00 7',
    ]);
  });

  it('by strongly consistent reads', async () => {
    holding(10);
    await usageSoFar(customer, meterKey('minutes'), from, to);
    for (const { args } of usage.commandCalls(QueryCommand)) expect(args[0].input.ConsistentRead).toBe(true);
  });

  it.each([
    ['1.23E+29', `123${'0'.repeat(27)}`],
    ['1E-7', '0.0000001'],
    ['-4.5e+3', '-4500'],
    ['0', '0'],
    ['-0.50', '-0.5'],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
  ])('a number that DynamoDB prints as %s is %s', async (printed, value) => {
    holding(10, counter('minutes#2026-10-01T00:00', printed));
    expect(shown(await usageBetween(customer, meterKey('minutes'), from, to))[0]).toBe(`${value} of 1`);
  });

  it('a count is of events, not of a sum', async () => {
    holding(10, counter('jobs#2026-10-01T00:00', '77', '3'));
    expect(shown(await usageBetween(customer, meterKey('jobs'), from, to))[0]).toBe('3 of 3');
  });

  it('without events it is zero; a meter that is not there is 404', async () => {
    holding(10);
    expect(shown(await usageBetween(customer, meterKey('minutes'), from, to))).toEqual(['0 of 0']);
    await expect(usageBetween(customer, meterKey('other'), from, to)).rejects.toMatchObject({
      code: 'meter_not_found',
    });
  });
});

describe('usage so far has what came late as well, in the window where it belongs', () => {
  it('5 in time + 2 late in the same hour, by whichever close: 7', async () => {
    holding(
      1,
      counter('minutes#2026-10-01T05:00', '5'),
      counter('LATE#2026-10-01T06:00#minutes#2026-10-01T05:00', '0.5'),
      counter('LATE#2026-11-01T00:00#minutes#2026-10-01T05:00#4K', '1.5'),
      counter('LATE#2026-11-01T00:00#minutes#2026-09-30T05:00', '99'),
      counter('LATE#2026-11-01T00:00#minutes#2026-10-02T00:00', '99'),
      counter('LATE#2026-11-01T00:00#jobs#2026-10-01T05:00', '99'),
    );
    expect(shown(await usageSoFar(customer, meterKey('minutes'), from, to))).toEqual(['7 of 3', '2026-10-01T05:00 7']);
  });
});

describe('usage of a customer with shards is that of all of them together', () => {
  it('5 in the first + 7 in the third + 1 late in the second: 13', async () => {
    usage.on(GetItemCommand).resolves({ Item: { shards: { N: '3' } } });
    holding(
      2,
      counter('minutes#2026-10-01T05:00', '5'),
      counter('minutes#2026-10-01T05:00', '7', '2', 'cust_8821~2'),
      counter('LATE#2026-11-01T00:00#minutes#2026-10-01T06:00', '1', '1', 'cust_8821~1'),
      counter('minutes#2026-10-01T05:00', '99', '1', 'cust_8821~3'),
    );
    expect(shown(await usageSoFar(customer, meterKey('minutes'), from, to))).toEqual([
      '13 of 4',
      '2026-10-01T05:00 12',
      '2026-10-01T06:00 1',
    ]);
    expect(shown(await usageBetween(customer, meterKey('minutes'), from, to))[0]).toBe('12 of 3');
  });
});

describe('late arrivals lie by the watermark that they met', () => {
  const october = 'LATE#2026-10-02T00:00#minutes#2026-10-01T05:00';
  const november = 'LATE#2026-11-01T00:00#minutes#2026-10-01T05:00';
  const epoch = parseInstant('2026-11-01T00:00:00Z');

  it('usage as it was before one leaves out what met it, and what came after', async () => {
    holding(10, counter('minutes#2026-10-01T05:00', '5'), counter(october, '2'), counter(november, '1'));
    expect(shown(await usageSoFar(customer, meterKey('minutes'), from, to, epoch))[0]).toBe('7 of 2');
    expect(shown(await usageSoFar(customer, meterKey('minutes'), from, to))[0]).toBe('8 of 3');
  });

  it('which counters met one', async () => {
    holding(
      1,
      counter(october, '2'),
      counter(november, '1'),
      counter('LATE#2026-11-01T00:00#jobs#2026-10-01T05:00', '1'),
    );
    expect([...(await lateCounters(customer, epoch))].toSorted()).toEqual([
      'jobs#2026-10-01T05:00',
      'minutes#2026-10-01T05:00',
    ]);
  });
});
