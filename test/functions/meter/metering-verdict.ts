import type { Meter } from '../../../functions/catalog/meter/meter.ts';
import { meterToWire } from '../../../functions/catalog/meter/meter-wire.ts';
import { claimKeyOf, type UsageEvent } from '../../../functions/ingest/usage-event.ts';
import { countedBy, eventsOf, logBatchOf } from '../../../functions/meter/log/log-batch.ts';
import { byGroup } from '../../../functions/meter/usage/by-group.ts';
import { combine, type Usage } from '../../../functions/meter/usage/usage.ts';
import { usageBetween, usageSoFar } from '../../../functions/meter/usage/usage-service.ts';
import { plain } from '../../../functions/money/decimal.ts';
import { customers, end, meters, start } from './metering-scenario.ts';
import { type Figures, recount, windowStart } from './plain-recount.ts';
import type { World } from './unsafe-world.ts';

/** What a close left behind: the counters that must not move any more. */
export interface Frozen {
  readonly customer: string;
  readonly counters: ReadonlyMap<string, string>;
  readonly to: string;
}

/** Counters of closed windows, and of late arrivals of closed epochs, as text by their key. */
export const closedCounters = (world: World, customer: string, to: string): ReadonlyMap<string, string> =>
  new Map(
    world.tables
      .items('usage')
      .filter(({ pk }) => pk?.S === customer || pk?.S?.startsWith(`${customer}~`) === true)
      .filter(({ sk }) => sk?.S !== 'HEAD' && (sk?.S?.split('#')[1] ?? '') < to.slice(0, 16))
      .map((item) => [`${item.pk?.S}|${item.sk?.S}`, JSON.stringify(item, Object.keys(item).toSorted())]),
  );

interface Counted {
  readonly event: UsageEvent;
  /** The watermark that a meter routed it by, empty while nothing was closed; undefined when the meter did not count it. */
  readonly routedBy: (meter: Meter) => string | undefined;
  /** Null when it is not void. */
  readonly voided: { readonly closedThrough: string; readonly meters: readonly string[] } | null;
}

const countedIn = (world: World): readonly Counted[] => {
  const log = world.tables.items('log');
  const voids = new Map(
    log
      .filter(({ pk }) => pk?.S?.startsWith('VOIDS#'))
      .map((item) => {
        const voided = { closedThrough: item.closedThrough?.S ?? '', meters: item.meters?.SS ?? [] };
        return [`${item.source?.S} ${item.id?.S}`, voided] as const;
      }),
  );
  return log.flatMap((item) => {
    const batch = logBatchOf(item);
    return batch === undefined
      ? []
      : eventsOf(batch).map((event, index) => ({
          event,
          routedBy: (meter: Meter) => {
            const counted = countedBy(meter, batch, event, index);
            return counted && (counted.closedThrough ?? '');
          },
          voided: voids.get(`${event.source} ${event.id}`) ?? null,
        }));
  });
};

export interface Happened {
  readonly sent: readonly UsageEvent[];
  /** As conflicts, or since no counter could hold them. */
  readonly refused: readonly UsageEvent[];
  /** Keys whose void was confirmed. */
  readonly voided: ReadonlySet<string>;
  readonly frozen: readonly Frozen[];
  readonly minutes: number;
}

/** What is wrong at the end of a run, if anything. The world's tables are asked directly from here on. */
export const verdict = async (world: World, happened: Happened): Promise<string | null> => {
  const counted = countedIn(world);
  return (
    keyFault(counted, happened) ??
    happened.frozen.map((one) => closeFault(world, one)).find((fault) => fault !== null) ??
    (await figureFault(counted, happened.minutes))
  );
};

const keyFault = (counted: readonly Counted[], { sent, refused, voided }: Happened) => {
  for (const key of new Set(sent.map(claimKeyOf))) {
    const own = counted.filter(({ event }) => claimKeyOf(event) === key);
    const [winner] = own;
    if (winner === undefined || own.length > 1) return `${key} was counted ${own.length} times`;
    if (voided.has(key) && winner.voided === null) return `${key} was voided, and is not`;
    const heardOf = (event: UsageEvent) =>
      refused.some((other) => other.hash === event.hash && claimKeyOf(other) === key);
    const others = sent.filter((event) => claimKeyOf(event) === key && event.hash !== winner.event.hash);
    if (!others.every(heardOf)) return `${key} came with other content and nobody heard of it`;
  }
  return null;
};

const closeFault = (world: World, { customer, counters, to }: Frozen): string | null => {
  const now = closedCounters(world, customer, to);
  const moved = [...new Set([...now.keys(), ...counters.keys()])].find((key) => now.get(key) !== counters.get(key));
  return moved === undefined ? null : `${moved} moved after its close`;
};

/** Each customer and meter, as it is read for customers and for invoices, against a recount of the log. */
const figureFault = async (counted: readonly Counted[], minutes: number): Promise<string | null> => {
  for (const customer of customers) {
    const own = counted.filter(({ event }) => event.customer === customer);
    const standing = own.flatMap(({ event, voided }) => (voided === null ? [event] : []));
    for (const meter of meters) {
      const billed = own.filter((one) => isBilled(one, meter, minutes)).map(({ event }) => event);
      const soFar = await usageSoFar(customer, meter.key, start, end);
      const between = await usageBetween(customer, meter.key, start, end);
      const fault =
        difference(shown(soFar), recount(meter, standing, minutes)) ??
        difference(shown(between), recount(meter, billed, minutes)) ??
        difference(groups(meter, soFar), groupsOf(standing, meter));
      if (fault !== null) return `${customer} has ${meter.key} wrong: ${fault}`;
    }
  }
  return null;
};

/** In time, and not taken back in time; what was void before its meter counted it, is counted nowhere. */
const isBilled = ({ event, routedBy, voided }: Counted, meter: Meter, minutes: number): boolean => {
  const inTime = (closedThrough: string | undefined) =>
    closedThrough !== undefined && windowStart(event, minutes) >= closedThrough;
  if (!inTime(routedBy(meter))) return false;
  return voided === null || (voided.meters.includes(meter.key) && !inTime(voided.closedThrough));
};

const difference = (found: unknown, expected: unknown): string | null => {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  return a === b ? null : `${a} instead of ${b}`;
};

const shown = ({ total, events, windows }: Usage): Figures => ({
  total: plain(total),
  events,
  windows: windows
    .filter((window) => window.events !== 0)
    .map((window) => `${window.start} ${plain(window.value)} of ${window.events}`),
});

/** By region, of the meters that are grouped by it; a group whose events are all void is none. */
const groups = (meter: Meter, { readings }: Usage): readonly string[] =>
  (meter.groupBy.length === 0 ? [] : byGroup(meter, readings, meter.groupBy))
    .map((group) => `${group.values.region} ${plain(combine(meter.measure.aggregation, group.readings))}`)
    .filter((text) => !text.endsWith(' 0'));

const groupsOf = (events: readonly UsageEvent[], { key }: Meter): readonly string[] => {
  if (key !== 'calls') return [];
  const regionOf = ({ data }: UsageEvent) => String(data.region ?? '');
  const regions = [...new Set(events.map(regionOf))].toSorted();
  return regions.map((region) => `${region} ${events.filter((event) => regionOf(event) === region).length}`);
};

export const meterItem = (sk: unknown) => {
  const meter = meters.find(({ key }) => sk === `METER#${key}`);
  return meter === undefined ? {} : { Item: meterToWire(meter) };
};
