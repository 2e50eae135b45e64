import { contentHash } from '../../functions/ingest/content-hash.ts';
import type { UsageEvent } from '../../functions/ingest/usage-event.ts';
import { customerId } from '../../functions/kernel/ids.ts';
import { parseInstant } from '../../functions/kernel/instant.ts';
import { type Decimal, decimal, exactDecimal, plain, sum } from '../../functions/money/decimal.ts';

/** As it is sent. */
export interface SoakEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: 'soak';
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly data: { readonly units: string; readonly user: string };
}

export const aggregations = ['sum', 'count', 'max', 'min', 'latest', 'unique_count'] as const;
export type Aggregation = (typeof aggregations)[number];

/** The same run for the same seed. */
export const chanceOf = (seed: number) => {
  let state = seed | 0;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Distinct events over the last hours before `now`; every twentieth comes hours after its time. */
export const distinctEvents = (
  total: number,
  customers: readonly string[],
  type: string,
  chance: () => number,
  now: number,
): readonly SoakEvent[] =>
  Array.from({ length: total }, (_, n) => {
    const inOrder = now - 9 * 3_600_000 + Math.floor((n / total) * 8 * 3_600_000);
    const late = n % 20 === 0 ? Math.floor((1 + chance() * 5) * 3_600_000) : 0;
    return {
      specversion: '1.0',
      id: `soak_${n}`,
      source: 'soak',
      type,
      subject: customers[Math.floor(chance() * customers.length)] ?? '',
      time: new Date(inOrder - late).toISOString(),
      data: {
        units: `${Math.floor(chance() * 1000)}.${1 + Math.floor(chance() * 9)}`,
        user: `u${Math.floor(chance() * 30)}`,
      },
    };
  });

/** The same key with other content. */
export const contradicting = (event: SoakEvent): SoakEvent => ({ ...event, data: { ...event.data, units: '999999' } });

/** As the queue has it, past the API. */
export const queued = ({ id, source, type, subject, time, data }: SoakEvent): UsageEvent => {
  const content = { type, customer: customerId(subject), data: { ...data } };
  return { id, source, ...content, time: parseInstant(time), hash: contentHash(content) };
};

/** What a plain recount of the distinct events gives. */
export const expected = (aggregation: Aggregation, events: readonly SoakEvent[]): string => {
  const units = events.map(({ data }) => decimal(data.units));
  const best = (isBetter: (a: Decimal, b: Decimal) => boolean) =>
    units.reduce((kept, value) => (isBetter(value, kept) ? value : kept), units[0] ?? exactDecimal('0'));
  switch (aggregation) {
    case 'sum':
      return plain(sum(units));
    case 'count':
      return String(events.length);
    case 'max':
      return plain(best((a, b) => a.greaterThan(b)));
    case 'min':
      return plain(best((a, b) => a.lessThan(b)));
    case 'latest':
      return plain(decimal(latest(events).data.units));
    case 'unique_count':
      return String(new Set(events.map(({ data }) => data.user)).size);
  }
};

const latest = (events: readonly SoakEvent[]): SoakEvent =>
  events.reduce((kept, event) => (orderOf(event) > orderOf(kept) ? event : kept));

const orderOf = ({ time, source, id }: SoakEvent): string => `${time}#${source}#${id}`;

export const shuffled = <T>(items: readonly T[], chance: () => number): readonly T[] =>
  items
    .map((item) => ({ item, at: chance() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);

export const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
