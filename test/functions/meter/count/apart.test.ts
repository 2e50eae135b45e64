import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { countingAt, type Meter } from '../../../../functions/catalog/meter/meter.ts';
import { meterKey } from '../../../../functions/kernel/ids.ts';
import { parseInstant, plusMilliseconds } from '../../../../functions/kernel/instant.ts';
import { apart } from '../../../../functions/meter/count/apart.ts';
import { compareWithLog } from '../../../../functions/meter/recount/recount-service.ts';
import { jobs, minutes, usageEvent } from '../../ingest/sample.ts';
import { allMeters, CountedWorld, customer, range, used } from '../counted-world.ts';

const noon = parseInstant('2026-10-03T12:00:00Z');
const at = (id: string, milliseconds: number, type = 'transcoding.completed') =>
  usageEvent({ id, type, time: plusMilliseconds(noon, milliseconds) });
const archivedJobs = { ...jobs, archivedAt: noon };
const partsOf = (events: Parameters<typeof apart>[0], meters: readonly Meter[]) =>
  apart(events, (type) => meters.filter(({ eventType }) => eventType === type)).map((part) => part.map(({ id }) => id));

describe('each meter counts all events of a part, or none', () => {
  it('the moment of the archival is after it: 11:59:59.999 counts, 12:00:00.000 does not', () => {
    expect(partsOf([at('a', -1), at('b', 0), at('c', -2), at('d', 1)], [minutes, archivedJobs])).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ]);
  });

  it('nothing is parted where all events are on one side, or of another type', () => {
    expect(partsOf([at('a', -1), at('b', -2)], [minutes, archivedJobs])).toEqual([['a', 'b']]);
    expect(partsOf([at('a', 0), at('b', 7), at('c', -9, 'other')], [minutes, archivedJobs])).toEqual([['a', 'b', 'c']]);
    expect(partsOf([], [archivedJobs])).toEqual([]);
  });

  it('whatever is archived when: no event is lost, and none is with one that a meter takes otherwise', () => {
    const time = fc.integer({ min: -3, max: 3 });
    fc.assert(
      fc.property(
        fc.array(fc.option(time), { maxLength: 4 }),
        fc.array(time, { maxLength: 12 }),
        (archivals, times) => {
          const meters = archivals.map((archival, index) => ({
            ...{ ...minutes, key: meterKey(`m${index}`) },
            archivedAt: archival === null ? null : plusMilliseconds(noon, archival),
          }));
          const events = times.map((milliseconds, index) => at(`e${index}`, milliseconds));
          const parts = apart(events, () => meters);
          expect(new Set(parts.flat())).toEqual(new Set(events));
          expect(parts.flat()).toHaveLength(events.length);
          for (const part of parts)
            for (const meter of meters)
              expect(new Set(part.map(({ time: own }) => countingAt([meter], own).length)).size).toBeLessThan(2);
        },
      ),
    );
  });
});

let world = new CountedWorld();
beforeEach(() => {
  world = new CountedWorld();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** All meters of the type, of which `events` and `peak` were archived at noon. */
const archivedAtNoon = allMeters.map((meter) =>
  meter.key === 'events' || meter.key === 'peak' ? { ...meter, archivedAt: noon } : meter,
);
const counterOf = (key: string) => world.counters().get(key)?.sum?.N ?? world.counters().get(key)?.value?.S;
const differing = async () =>
  (await compareWithLog(customer, { meters: archivedAtNoon, minutes: 60, range })).differences.map(
    ({ counter }) => counter,
  );

describe('an archived meter counts what is from before its archival', () => {
  it('one delivery across noon: 1 of 2 events, a peak of 5, and a total of 12 of 5 + 7', async () => {
    await world.count([used('a', 11, '5'), used('b', 12, '7')], archivedAtNoon);
    expect(counterOf('events#2026-10-03T11:00')).toBe('1');
    expect(counterOf('events#2026-10-03T12:00')).toBeUndefined();
    expect(counterOf('peak#2026-10-03T12:00')).toBeUndefined();
    expect(counterOf('total#2026-10-03T12:00')).toBe('7');
    expect(await differing()).toEqual([]);
  });

  it('also when it comes late: an event of 11:00 that comes in the evening', async () => {
    await world.count([used('b', 12, '7')], archivedAtNoon);
    await world.count([used('a', 11, '5')], archivedAtNoon);
    expect(counterOf('events#2026-10-03T11:00')).toBe('1');
    expect(await differing()).toEqual([]);
  });

  it('what was counted before anybody knew of the archival stays counted, and is no discrepancy', async () => {
    await world.count([used('a', 11, '5'), used('b', 13, '7')], allMeters);
    await world.count([used('c', 13, '9')], archivedAtNoon);
    expect(counterOf('events#2026-10-03T13:00')).toBe('1');
    expect(await differing()).toEqual([]);
  });

  it('a void takes back what it has counted, and of what it has left out nothing', async () => {
    await world.count([used('a', 11, '5'), used('b', 12, '7'), used('c', 11, '2')], archivedAtNoon);
    await world.takeBack('a', archivedAtNoon);
    await world.takeBack('b', archivedAtNoon);
    expect(counterOf('events#2026-10-03T11:00')).toBe('1');
    expect(counterOf('peak#2026-10-03T11:00')).toBe('2');
    expect(counterOf('events#2026-10-03T12:00')).toBeUndefined();
    expect(await differing()).toEqual([]);
  });
});
