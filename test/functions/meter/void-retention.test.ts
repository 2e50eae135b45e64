import { GetCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Meter } from '../../../functions/catalog/meter/meter.ts';
import { meterToWire } from '../../../functions/catalog/meter/meter-wire.ts';
import { meterKey } from '../../../functions/kernel/ids.ts';
import { type Instant, parseInstant, plusDays, plusHours, toMilliseconds } from '../../../functions/kernel/instant.ts';
import { consume } from '../../../functions/meter/count/consume.ts';
import { countingStore } from '../../../functions/meter/count/counting-store.ts';
import { newBatchId } from '../../../functions/meter/counter/batch-id.ts';
import { usageSoFar } from '../../../functions/meter/usage/usage-service.ts';
import { voidEvent } from '../../../functions/meter/void/void-event.ts';
import { voidStore } from '../../../functions/meter/void/void-store.ts';
import { plain } from '../../../functions/money/decimal.ts';
import { documents, dynamo } from '../../../functions/platform/table/dynamo.ts';
import { production } from '../../../lib/config.ts';
import { minutes, usageEvent } from '../ingest/sample.ts';
import { FakeDynamo } from './fake-dynamo.ts';

const { claimRetentionDays: claimDays, maxEventAgeDays } = production;
/** Days for which a claim may be there though it has expired: DynamoDB deletes within a few. */
const slowestDeletion = 30;
/** Days in the queue and then among the dead letters. */
const onItsWay = 2 * 14;
const start = parseInstant('2026-10-03T14:00:00Z');
const { customer } = usageEvent();
const peak: Meter = { ...minutes, key: meterKey('peak'), measure: { aggregation: 'max', valueProperty: 'minutes' } };
const meters = [minutes, peak];

let world = new FakeDynamo();
beforeEach(() => {
  world = new FakeDynamo();
  for (const table of ['CLAIMS', 'LOG', 'USAGE', 'CATALOG']) vi.stubEnv(`${table}_TABLE`, table.toLowerCase());
  vi.spyOn(dynamo, 'send').mockImplementation((async (command: unknown) =>
    world.execute(command)) as typeof dynamo.send);
  vi.spyOn(documents, 'send').mockImplementation((async (command: unknown) => {
    const meter = meters.find(({ key }) => command instanceof GetCommand && command.input.Key?.sk === `METER#${key}`);
    return meter === undefined ? {} : { Item: meterToWire(meter) };
  }) as typeof documents.send);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const common = { metersOf: () => meters, windowMinutes: 60 as const, backOff: async () => undefined };
const count = (at: Instant, id: string, amount: string) => {
  const consumer = {
    ...{ ...common, clock: () => at, newBatch: () => newBatchId(at), lease: 60_000 },
    store: countingStore(dynamo, { claims: 'claims', log: 'log', usage: 'usage', claimDays }),
    report: (error: unknown) => {
      throw error;
    },
  };
  return consume(consumer, [usageEvent({ id, time: start, data: { minutes: amount } })]);
};
const takeBack = (at: Instant, id: string, reason: string) =>
  voidEvent({ ...common, clock: () => at, store: voidStore(60, claimDays) }, { source: 'transcoder', id }, reason);
const figures = async () => {
  const found = await Promise.all(meters.map(({ key }) => usageSoFar(customer, key, start, plusHours(start, 1))));
  return found.map(({ total }) => plain(total)).join(' ');
};
/** The log loses what has expired at once, the claims keep it for as long as they may. */
const passTo = (at: Instant): void => {
  const seconds = toMilliseconds(at) / 1000;
  world.expire('log', seconds);
  world.expire('claims', seconds - slowestDeletion * 86_400);
};

describe('for as long as an event’s id is known, so is its void', () => {
  it('whenever it was voided: the first void answers, the event sent again is a duplicate, and nothing is counted', async () => {
    const whenever = fc.integer({ min: 0, max: claimDays * 24 });
    await fc.assert(
      fc.asyncProperty(whenever, async (hours) => {
        world = new FakeDynamo();
        await count(start, 'a', '5');
        const first = await takeBack(plusHours(start, hours), 'a', 'first');
        const last = plusDays(start, claimDays + slowestDeletion);
        passTo(last);
        expect(await takeBack(last, 'a', 'second')).toEqual(first);
        expect((await count(last, 'a', '5')).duplicates).toHaveLength(1);
        expect(await figures()).toBe('0 0');
      }),
      { numRuns: 50 },
    );
  });

  it('its record expires no earlier than the batch, and the batch after the claim and the slowest deletion', async () => {
    await count(start, 'a', '5');
    await takeBack(start, 'a', 'at once');
    const expiryOf = (table: string, is: (pk: string) => boolean) =>
      Number(world.items(table).find(({ pk }) => is(pk?.S ?? ''))?.expiresAt?.N);
    const claim = expiryOf('claims', () => true);
    const batch = expiryOf('log', (pk) => pk.startsWith('LOG#'));
    expect(expiryOf('log', (pk) => pk.startsWith('VOIDS#'))).toBeGreaterThanOrEqual(batch);
    expect(batch - claim).toBeGreaterThan(slowestDeletion * 86_400);
  });

  it('afterwards nobody knows either', async () => {
    await count(start, 'a', '5');
    const later = plusDays(start, claimDays + slowestDeletion + 1);
    passTo(later);
    await expect(takeBack(later, 'a', 'too late')).rejects.toMatchObject({ code: 'event_not_found' });
  });
});

describe('a void recounts its window from all of its events, as long as it can be voided', () => {
  it('9 in time, 5 as late as it can come: without 5 the greatest is 9, on its claim’s last day', async () => {
    await count(start, 'great', '9');
    const latest = plusDays(start, maxEventAgeDays + onItsWay);
    await count(latest, 'late', '5');
    const last = plusDays(latest, claimDays + slowestDeletion);
    passTo(last);
    await takeBack(last, 'late', 'at the last moment');
    expect(await figures()).toBe('9 9');
  });
});
