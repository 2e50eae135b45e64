import { BatchGetItemCommand, GetItemCommand, QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Aggregation, type Meter, measureOf } from '../../../../functions/catalog/meter/meter.ts';
import type { UsageEvent } from '../../../../functions/ingest/usage-event.ts';
import { customerId, meterKey } from '../../../../functions/kernel/ids.ts';
import { type Instant, parseInstant, plusHours, plusMilliseconds } from '../../../../functions/kernel/instant.ts';
import { consume } from '../../../../functions/meter/count/consume.ts';
import { countingStore } from '../../../../functions/meter/count/counting-store.ts';
import { newBatchId } from '../../../../functions/meter/counter/batch-id.ts';
import { closeThrough, setShards } from '../../../../functions/meter/shard/shard-head-store.ts';
import { usageBetween, usageSoFar } from '../../../../functions/meter/usage/usage-service.ts';
import { voidEvent } from '../../../../functions/meter/void/void-event.ts';
import { voidStore } from '../../../../functions/meter/void/void-store.ts';
import { plain } from '../../../../functions/money/decimal.ts';
import { documents, dynamo } from '../../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { minutes, usageEvent } from '../../ingest/sample.ts';
import { FakeDynamo } from '../fake-dynamo.ts';

const tables = mockClient(dynamo);
const items = mockClient(documents);
let world = new FakeDynamo();
let now = parseInstant('2026-10-03T15:00:00Z');
const customer = customerId('cust_8821');
const hour = parseInstant('2026-10-03T14:00:00Z');
const next = plusHours(hour, 1);
const until = plusHours(hour, 2);

const meterOf = (aggregation: Exclude<Aggregation, 'count'>): Meter => ({
  ...minutes,
  key: meterKey(aggregation),
  measure: measureOf(aggregation, 'minutes') ?? minutes.measure,
});
const meters = (['sum', 'max', 'min', 'latest', 'unique_count'] as const).map(meterOf);

const event = (id: string, amount: number, time: Instant = hour) =>
  usageEvent({ id, time, data: { minutes: String(amount) } });
const clock = () => {
  now = plusMilliseconds(now, 1);
  return now;
};
const count = (...events: readonly UsageEvent[]) =>
  consume(
    {
      store: countingStore(dynamo, { claims: 'claims', log: 'log', usage: 'usage', claimDays: 400 }),
      metersOf: () => meters,
      windowMinutes: 60,
      clock,
      newBatch: () => newBatchId(clock()),
      backOff: async () => undefined,
      lease: 60_000,
      report: (error) => {
        throw error;
      },
    },
    events,
  );
const takeBack = (id: string, reason: string | null = null) =>
  voidEvent(
    {
      store: voidStore(60, 400),
      metersOf: () => meters,
      windowMinutes: 60,
      clock,
      backOff: async () => undefined,
    },
    { source: 'transcoder', id },
    reason,
  );
const figures = async (read: typeof usageBetween = usageSoFar) => {
  const found = await Promise.all(meters.map(({ key }) => read(customer, key, hour, until)));
  return found.map(({ total }) => plain(total)).join(' ');
};

beforeEach(() => {
  world = new FakeDynamo();
  tables.reset();
  items.reset();
  for (const table of ['CLAIMS', 'LOG', 'USAGE', 'CATALOG']) vi.stubEnv(`${table}_TABLE`, table.toLowerCase());
  vi.spyOn(dynamo, 'send').mockImplementation((async (command: unknown) =>
    world.execute(command)) as typeof dynamo.send);
  items.on(GetCommand).callsFake(({ Key }) => {
    const meter = meters.find(({ key }) => Key.sk === `METER#${key}`);
    return meter === undefined ? {} : { Item: { ...meter, ...meter.measure } };
  });
});

describe('a void takes an event back from all that counted it: sum, max, min, latest, distinct values', () => {
  it('5, 9, 2 without 9', async () => {
    await count(event('a', 5), event('b', 9, plusMilliseconds(hour, 1)), event('c', 2, plusMilliseconds(hour, 2)));
    expect(await figures()).toBe('16 9 2 2 3');
    expect(await takeBack('b', 'wrong')).toMatchObject({ id: 'b', reason: 'wrong', late: false, customer });
    expect(await figures()).toBe('7 5 2 2 2');
  });

  it('the last one: nothing is left, and the window counts on', async () => {
    await count(event('a', 5));
    await takeBack('a');
    expect(await figures()).toBe('0 0 0 0 0');
    await count(event('b', 3));
    expect(await figures()).toBe('3 3 3 3 1');
  });

  it('of two with the same value, the value stays', async () => {
    await count(event('a', 5), event('b', 5));
    await takeBack('a');
    expect(await figures()).toBe('5 5 5 5 1');
  });

  it('over shards', async () => {
    await setShards(customer, 4);
    for (const amount of [1, 2, 3, 4, 5, 6, 7])
      await count(event(`e${amount}`, amount, plusMilliseconds(hour, amount)));
    await takeBack('e7');
    await takeBack('e1');
    expect(await figures()).toBe('20 6 2 6 5');
  });

  it('a closed window stays as it is: late counters are lowered, and a later recount stands for the best', async () => {
    await count(event('a', 5), event('b', 9, plusMilliseconds(hour, 1)));
    await closeThrough(customer, next);
    expect(await takeBack('b')).toMatchObject({ late: true, closedThrough: next });
    expect(await figures(usageBetween)).toBe('14 9 5 9 2');
    expect(await figures()).toBe('5 5 5 5 1');
    await count(event('late', 7, plusMilliseconds(hour, 2)));
    expect(await figures()).toBe('12 7 5 7 2');
    await closeThrough(customer, until);
    await takeBack('late');
    await takeBack('a');
    expect(await figures()).toBe('0 0 0 0 0');
  });
});

describe('once', () => {
  it('again, the answer is the first void’s', async () => {
    await count(event('a', 5));
    const first = await takeBack('a', 'first');
    expect(await takeBack('a', 'second')).toEqual(first);
    expect(await figures()).toBe('0 0 0 0 0');
  });

  it('a lost answer is asked for again', async () => {
    await count(event('a', 5));
    let lost = true;
    vi.spyOn(dynamo, 'send').mockImplementation((async (command: unknown) => {
      const answer = world.execute(command);
      if (command instanceof TransactWriteItemsCommand && lost) {
        lost = false;
        throw new Error('the answer is lost');
      }
      return answer;
    }) as typeof dynamo.send);
    expect(await takeBack('a')).toMatchObject({ id: 'a' });
    expect(await figures()).toBe('0 0 0 0 0');
  });

  it('what is sent again after its void is a duplicate', async () => {
    await count(event('a', 5));
    await takeBack('a');
    expect((await count(event('a', 5))).duplicates).toHaveLength(1);
    expect(await figures()).toBe('0 0 0 0 0');
  });

  it('the log keeps the event, and says that it is void', async () => {
    await count(event('a', 5));
    await takeBack('a');
    const log = world.items('log').filter(({ pk }) => !pk?.S?.startsWith('DAYS'));
    expect(log.map(({ state, voids, voidedAt }) => [state?.S, voids?.SS, voidedAt !== undefined])).toEqual([
      ['committed', ['0#'], false],
      [undefined, undefined, true],
    ]);
  });
});

describe('what is not counted is not taken back', () => {
  it('an event that nobody knows', async () => {
    await expect(takeBack('a')).rejects.toMatchObject({ code: 'event_not_found' });
  });

  it('one that is claimed and not yet committed', async () => {
    await count(event('a', 5));
    const batch = world.items('log').find(({ state }) => state?.S === 'committed');
    if (batch !== undefined) batch.state = { S: 'fenced' };
    delete batch?.events;
    await expect(takeBack('a')).rejects.toMatchObject({ code: 'event_not_counted', kind: 'conflict' });
  });
});

describe('whatever comes in between', () => {
  const between = (command: new (...input: never[]) => unknown, happens: () => Promise<unknown>) => {
    let open = true;
    vi.spyOn(dynamo, 'send').mockImplementation((async (given: unknown) => {
      const answer = world.execute(given);
      if (given instanceof command && open && inVoid) {
        open = false;
        await happens();
      }
      return answer;
    }) as typeof dynamo.send);
  };
  let inVoid = false;
  const during = async (command: new (...input: never[]) => unknown, happens: () => Promise<unknown>) => {
    between(command, happens);
    inVoid = true;
    await takeBack('b');
    inVoid = false;
  };

  it.each([
    ['the counters', BatchGetItemCommand],
    ['the log', QueryCommand],
    ['the watermark', GetItemCommand],
  ])('an event counted after the read of %s is kept', async (_, command) => {
    await count(event('a', 5), event('b', 9, plusMilliseconds(hour, 1)));
    await during(command, () => count(event('c', 8, plusMilliseconds(hour, 2))));
    expect(await figures()).toBe('13 8 5 8 2');
  });

  it.each([
    ['the counters', BatchGetItemCommand],
    ['the log', QueryCommand],
    ['the watermark', GetItemCommand],
  ])('a void after the read of %s is kept', async (_, command) => {
    await count(event('a', 5), event('b', 9, plusMilliseconds(hour, 1)), event('c', 8, plusMilliseconds(hour, 2)));
    await during(command, () => takeBack('c'));
    expect(await figures()).toBe('5 5 5 5 1');
  });

  it('the same void is the one that counts', async () => {
    await count(event('a', 5), event('b', 9, plusMilliseconds(hour, 1)));
    await during(QueryCommand, () => takeBack('b'));
    expect(await figures()).toBe('5 5 5 5 1');
  });

  it('a close makes it late', async () => {
    await count(event('a', 5), event('b', 9, plusMilliseconds(hour, 1)));
    await during(QueryCommand, () => closeThrough(customer, next));
    expect(await figures(usageBetween)).toBe('14 9 5 9 2');
    expect(await figures()).toBe('5 5 5 5 1');
  });
});

describe('after any counts, voids, closes and splits', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('count' as const), amount: fc.integer({ min: 1, max: 5 }), later: fc.boolean() }),
    fc.record({ kind: fc.constant('void' as const), of: fc.nat(30) }),
    fc.record({ kind: fc.constant('close' as const) }),
    fc.record({ kind: fc.constant('split' as const) }),
  );

  it('usage is what is left, and closed figures have not moved', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        world = new FakeDynamo();
        const left = new Map<string, { amount: number; at: string }>();
        const ids: string[] = [];
        let shards = 1;
        let frozen: string | undefined;
        for (const one of steps) {
          const id = `e${ids.length}`;
          if (one.kind === 'count') {
            const time = plusMilliseconds(one.later ? next : hour, ids.length);
            await count(event(id, one.amount, time));
            ids.push(id);
            left.set(id, { amount: one.amount, at: `${time}#transcoder#${id}` });
          } else if (one.kind === 'void' && ids.length > 0) {
            const taken = ids[one.of % ids.length] ?? '';
            await takeBack(taken);
            left.delete(taken);
          } else if (one.kind === 'close') {
            await closeThrough(customer, frozen === undefined ? next : until);
            frozen ??= await frozenFigures();
          } else if (one.kind === 'split') await setShards(customer, Math.min(++shards, 3));
        }
        expect(await figures()).toBe(expectedOf([...left.values()]));
        if (frozen !== undefined) expect(await frozenFigures()).toBe(frozen);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  const frozenFigures = async () => {
    const found = await Promise.all(meters.map(({ key }) => usageBetween(customer, key, hour, next)));
    return found.map(({ total, events }) => `${plain(total)} of ${events}`).join(' ');
  };

  const expectedOf = (left: readonly { amount: number; at: string }[]): string => {
    const amounts = left.map(({ amount }) => amount);
    const last = left.toSorted((a, b) => (a.at < b.at ? 1 : -1))[0]?.amount ?? 0;
    const bests = left.length === 0 ? [0, 0] : [Math.max(...amounts), Math.min(...amounts)];
    return [amounts.reduce((total, amount) => total + amount, 0), ...bests, last, new Set(amounts).size].join(' ');
  };
});
