import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { UsageEvent } from '../../../../functions/ingest/usage-event.ts';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { type Instant, parseInstant, plusHours, plusMilliseconds } from '../../../../functions/kernel/instant.ts';
import { newBatchId } from '../../../../functions/meter/counter/batch-id.ts';
import { evidence } from '../../../../functions/meter/find/evidence-service.ts';
import { packEntry } from '../../../../functions/meter/log/log-entry.ts';
import { logKey } from '../../../../functions/meter/log/log-key.ts';
import { cursorOf } from '../../../../functions/platform/http/page.ts';
import { dynamo } from '../../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { minutes, usageEvent } from '../../ingest/sample.ts';
import { answering, type Item } from '../queried-table.ts';

const log = mockClient(dynamo);
const customer = customerId('cust_8821');
const period = { start: parseInstant('2026-10-01T00:00:00Z'), end: parseInstant('2026-11-01T00:00:00Z') };

interface Logged {
  readonly begun: Instant;
  readonly events: readonly UsageEvent[];
  readonly closedThrough?: Instant;
  readonly meters?: readonly string[];
}

const batch = ({ begun, events, closedThrough, meters = ['minutes'] }: Logged): Item => {
  const { pk, sk } = logKey(customer, newBatchId(begun));
  return {
    ...{ pk: { S: pk }, sk: { S: sk }, state: { S: 'committed' }, events: { B: packEntry(events) } },
    closedThrough: closedThrough === undefined ? { NULL: true } : { S: closedThrough },
    ...(meters.length === 0 ? {} : { meters: { SS: [...meters] } }),
  };
};
const day = (text: string): Item => ({ pk: { S: `DAYS#${customer}` }, sk: { S: text } });
const noon = parseInstant('2026-10-03T12:00:00Z');
const holding = (pageSize: number, ...items: readonly Item[]) =>
  log.on(QueryCommand).callsFake(answering(items, pageSize));
const ids = async (limit = 100) => (await evidence(customer, minutes, period, { limit })).events.map(({ id }) => id);

beforeEach(() => {
  log.reset();
  vi.stubEnv('LOG_TABLE', 'log');
});

describe('evidence is the very events that the meter counted in time in the period', () => {
  it('with their quantities and when they came', async () => {
    holding(
      10,
      day('2026-10-03'),
      batch({ begun: noon, events: [usageEvent({ id: 'a', data: { minutes: '5.50' } })] }),
    );
    const { events } = await evidence(customer, minutes, period, { limit: 10 });
    expect(events).toEqual([
      {
        ...{ kind: 'event', id: 'a', source: 'transcoder', type: 'transcoding.completed' },
        ...{ time: '2026-10-03T14:11:09.120Z', quantity: '5.5', ingestedAt: noon },
      },
    ]);
  });

  it('not those outside of the period, whose start is in and whose end is not, nor of another type', async () => {
    const events = [
      usageEvent({ id: 'before', time: plusMilliseconds(period.start, -1) }),
      usageEvent({ id: 'first', time: period.start }),
      usageEvent({ id: 'last', time: plusMilliseconds(period.end, -1) }),
      usageEvent({ id: 'after', time: period.end }),
      usageEvent({ id: 'other', type: 'other' }),
    ];
    holding(10, day('2026-10-03'), batch({ begun: noon, events }));
    expect(await ids()).toEqual(['first', 'last']);
  });

  it('not what came late: the window that starts at the watermark is in time, the one before is not', async () => {
    const closedThrough = parseInstant('2026-10-03T14:00:00Z');
    const events = [
      usageEvent({ id: 'late', time: plusMilliseconds(closedThrough, -1) }),
      usageEvent({ id: 'in time', time: closedThrough }),
    ];
    holding(10, day('2026-10-03'), batch({ begun: noon, events, closedThrough }));
    expect(await ids()).toEqual(['in time']);
  });

  it('not what came before the meter was made: it is in the log, and was never counted', async () => {
    holding(
      10,
      day('2026-10-03'),
      batch({ begun: noon, events: [usageEvent({ id: 'before' })], meters: [] }),
      batch({ begun: plusHours(noon, 1), events: [usageEvent({ id: 'of another' })], meters: ['jobs'] }),
      batch({ begun: plusHours(noon, 2), events: [usageEvent({ id: 'after' })], meters: ['jobs', 'minutes'] }),
    );
    expect(await ids()).toEqual(['after']);
  });

  it('not of a fenced batch', async () => {
    const { events: _, meters: __, ...fenced } = batch({ begun: noon, events: [] });
    holding(10, day('2026-10-03'), { ...fenced, state: { S: 'fenced' } });
    expect(await ids()).toEqual([]);
  });
});

describe('evidence of what came late is by the watermark that it met', () => {
  const october = parseInstant('2026-11-01T00:00:00Z');
  const november = parseInstant('2026-12-01T00:00:00Z');
  const late = async (lateAfter?: Instant) => {
    const { events } = await evidence(customer, minutes, period, { limit: 100 }, lateAfter);
    return events.map(({ kind, id, quantity, ingestedAt }) => `${kind} ${id}: ${quantity} at ${ingestedAt}`);
  };

  it('each event is in one epoch: in time, or late by one of the watermarks', async () => {
    holding(
      10,
      day('2026-10-03'),
      batch({ begun: noon, events: [usageEvent({ id: 'in time' })] }),
      batch({ begun: plusHours(noon, 1), events: [usageEvent({ id: 'late' })], closedThrough: october }),
      batch({ begun: plusHours(noon, 2), events: [usageEvent({ id: 'later' })], closedThrough: november }),
    );
    expect(await late()).toEqual([`event in time: 5 at ${noon}`]);
    expect(await late(october)).toEqual([`event late: 5 at ${plusHours(noon, 1)}`]);
    expect(await late(november)).toEqual([`event later: 5 at ${plusHours(noon, 2)}`]);
  });

  const voided = (meters: readonly string[], closedThrough: Instant | null): void => {
    const events = [usageEvent({ id: 'kept' }), usageEvent({ id: 'wrong' })];
    const marked = { ...batch({ begun: noon, events }), voids: { SS: [`1#${closedThrough ?? ''}`] } };
    holding(10, day('2026-10-03'), marked);
    const of = { source: { S: 'transcoder' }, id: { S: 'wrong' }, type: { S: 'transcoding.completed' } };
    const times = { time: { S: usageEvent().time }, voidedAt: { S: plusHours(noon, 3) } };
    const known = { closedThrough: closedThrough === null ? { NULL: true } : { S: closedThrough } };
    log.on(GetItemCommand).resolves({ Item: { ...of, ...times, ...known, meters: { SS: [...meters] } } });
  };
  const both = [`event kept: 5 at ${noon}`, `event wrong: 5 at ${noon}`];
  const takenBack = `void wrong: -5 at ${plusHours(noon, 3)}`;

  it('a void in time stands beside its event: 5 + 5 − 5', async () => {
    voided(['minutes'], null);
    expect(await late()).toEqual([...both, takenBack]);
  });

  it('a void that came late is in the epoch of its watermark: − 5 there, and 5 + 5 in time', async () => {
    voided(['minutes'], october);
    expect(await late()).toEqual(both);
    expect(await late(october)).toEqual([takenBack]);
  });

  it('a meter that was filled from the log after the void has counted neither', async () => {
    voided(['jobs'], null);
    expect(await late()).toEqual([`event kept: 5 at ${noon}`]);
  });
});

describe('page by page, every event comes exactly once', () => {
  const eventsOf = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, n) => usageEvent({ id: `${prefix}.${n}` }));
  const days = ['2026-10-03', '2026-10-04', '2026-10-07'];
  const batches = days.flatMap((text, d) =>
    [0, 1, 2, 3, 4].map((b) =>
      batch({
        begun: plusHours(parseInstant(`${text}T00:00:00Z`), b * 4),
        events: [usageEvent({ id: 'other', type: 'other' }), ...eventsOf(`${d}.${b}`, (b * 2) % 5)],
      }),
    ),
  );
  const all = [0, 1, 2].flatMap((d) =>
    ['1.0', '1.1', '2.0', '2.1', '2.2', '2.3', '3.0', '4.0', '4.1', '4.2'].map((n) => `${d}.${n}`),
  );

  it.each([
    [1, 1],
    [3, 2],
    [10, 3],
    [29, 2],
    [30, 5],
    [1000, 5],
  ])('%i events a page, with %i batches a query', async (limit, pageSize) => {
    holding(pageSize, ...days.map(day), ...batches);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await evidence(customer, minutes, period, { limit, cursor });
      if (page.nextCursor !== null) expect(page.events.length).toBeGreaterThanOrEqual(limit);
      expect(page.events.length).toBeLessThan(limit + 4);
      seen.push(...page.events.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(all);
  });
});

describe('a cursor that this list did not give is refused', () => {
  it.each([
    ['text'],
    [cursorOf({}) ?? ''],
    [cursorOf({ day: '2026-10-03' }) ?? ''],
    [cursorOf({ day: '2026-10-03', batch: 'LOG#' }) ?? ''],
    [cursorOf({ day: 'x'.repeat(3000), batch: newBatchId(noon) }) ?? ''],
    [cursorOf({ day: 20261003, batch: newBatchId(noon) }) ?? ''],
    [cursorOf({ pk: 'a', sk: 'b' }) ?? ''],
  ])('%.40s', async (cursor) => {
    holding(10);
    const reading = evidence(customer, minutes, period, { limit: 10, cursor });
    await expect(reading).rejects.toMatchObject({ code: 'invalid_cursor' });
    expect(log.commandCalls(QueryCommand)).toEqual([]);
  });
});

describe('a page is there within seconds, however long the log is', () => {
  const days = Array.from({ length: 40 }, (_, index) => `2026-09-${String(index + 1).padStart(2, '0')}`).filter(
    (text) => text <= '2026-09-30',
  );
  const early = days.map((text) =>
    batch({
      begun: parseInstant(`${text}T12:00:00Z`),
      events: [usageEvent({ id: text, time: parseInstant(`${text}T12:00:00Z`) })],
    }),
  );
  const inPeriod = batch({ begun: noon, events: [usageEvent({ id: 'a' })] });

  it('passes over a part of it and gives the place to go on, until all is read', async () => {
    holding(10, ...days.map(day), day('2026-10-03'), ...early, inPeriod);
    const first = await evidence(customer, minutes, period, { limit: 10 });
    expect(first.events).toEqual([]);
    expect(first.nextCursor).not.toBeNull();
    const found: string[] = [];
    for (let cursor = first.nextCursor; cursor !== null; ) {
      const page = await evidence(customer, minutes, period, { limit: 10, cursor });
      found.push(...page.events.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(found).toEqual(['a']);
  });

  it('reads nothing before the day that it is told to begin at', async () => {
    holding(10, ...days.map(day), day('2026-10-03'), ...early, inPeriod);
    const { events, nextCursor } = await evidence(customer, minutes, period, {
      limit: 10,
      since: plusHours(period.start, -24),
    });
    expect(events.map(({ id }) => id)).toEqual(['a']);
    expect(nextCursor).toBeNull();
  });
});

describe('a page is bounded by what it reads', () => {
  it('20 days on which nothing was committed: it ends after 16 reads, the next one goes on', async () => {
    const days = Array.from({ length: 20 }, (_, at) => `2026-10-${String(at + 3).padStart(2, '0')}`);
    const last = plusHours(noon, 24 * 19);
    holding(100, ...days.map(day), batch({ begun: last, events: [usageEvent({ id: 'a', time: noon })] }));
    const first = await evidence(customer, minutes, period, { limit: 10 });
    expect(first.events).toEqual([]);
    const next = await evidence(customer, minutes, period, { limit: 10, cursor: first.nextCursor ?? '' });
    expect(next).toMatchObject({ events: [{ id: 'a' }], nextCursor: null });
  });

  it('voids are read one by one: it ends after the batch with which there are 500', async () => {
    const events = Array.from({ length: 300 }, (_, at) => usageEvent({ id: `e${at}`, type: 'other' }));
    const voids = { SS: events.map((_, at) => `${at}`) };
    const batches = [1, 2, 3].map((hour) => ({ ...batch({ begun: plusHours(noon, hour), events }), voids }));
    holding(100, day('2026-10-03'), ...batches);
    log.on(GetItemCommand).resolves({});
    const { nextCursor } = await evidence(customer, minutes, period, { limit: 10 });
    expect([log.commandCalls(GetItemCommand).length, typeof nextCursor]).toEqual([600, 'string']);
  });
});
