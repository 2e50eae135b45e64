import type { Meter } from '../../../functions/catalog/meter/meter.ts';
import type { UsageEvent } from '../../../functions/ingest/usage-event.ts';
import { decimal, plain, sum } from '../../../functions/money/decimal.ts';

/** What a meter comes to, as text: in all, and by window. */
export interface Figures {
  readonly total: string;
  readonly events: number;
  readonly windows: readonly string[];
}

const text = (event: UsageEvent, property: string): string => String(event.data[property]);
const amounts = (events: readonly UsageEvent[]) => events.map((event) => decimal(text(event, 'amount')));

const newest = (events: readonly UsageEvent[]): UsageEvent | undefined =>
  events.toSorted((a, b) => (`${a.time}#${a.source}#${a.id}` < `${b.time}#${b.source}#${b.id}` ? 1 : -1))[0];

/** From the events alone, by other means than the counters: what `metering-scenario.ts` meters come to. */
const figureOf = ({ key }: Meter, events: readonly UsageEvent[]): string => {
  const [smallest] = amounts(events).toSorted((a, b) => a.comparedTo(b));
  const [greatest] = amounts(events).toSorted((a, b) => b.comparedTo(a));
  const last = newest(events);
  const values = new Map<string, () => string>([
    ['total', () => plain(sum(amounts(events)))],
    ['sizes', () => plain(sum(events.map((event) => decimal(text(event, 'size')))))],
    ['calls', () => String(events.length)],
    ['peak', () => (greatest === undefined ? '0' : plain(greatest))],
    ['floor', () => (smallest === undefined ? '0' : plain(smallest))],
    ['last', () => (last === undefined ? '0' : text(last, 'amount'))],
    ['people', () => String(new Set(events.map((event) => text(event, 'user'))).size)],
  ]);
  return values.get(key)?.() ?? 'unknown';
};

/** The start of its window, to the minute. */
export const windowStart = (event: UsageEvent, minutes: number): string => {
  const size = minutes * 60_000;
  return new Date(Math.floor(Date.parse(event.time) / size) * size).toISOString();
};

/** Whether the meter counts the event: `peak` leaves a region out, and `sizes` cannot read what has no size, or one that is no number. */
const isRead = ({ key }: Meter, { data }: UsageEvent): boolean => {
  if (key === 'peak') return data.region !== 'eu';
  return key !== 'sizes' || (typeof data.size === 'string' && data.size !== 'large');
};

/** Of each event once. */
export const recount = (meter: Meter, all: readonly UsageEvent[], minutes: number): Figures => {
  const events = all.filter((event) => isRead(meter, event));
  const starts = [...new Set(events.map((event) => windowStart(event, minutes)))].toSorted();
  return {
    total: figureOf(meter, events),
    events: events.length,
    windows: starts.map((from) => {
      const own = events.filter((event) => windowStart(event, minutes) === from);
      return `${from} ${figureOf(meter, own)} of ${own.length}`;
    }),
  };
};
