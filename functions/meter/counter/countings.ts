import type { DistinctBy, Meter } from '../../catalog/meter/meter.ts';
import { canonicalJson } from '../../ingest/content-hash.ts';
import { judgeEvent, type Unreadable } from '../../ingest/judge-event.ts';
import { type Json, propertyOf, type UsageEvent } from '../../ingest/usage-event.ts';
import { digest, type MeterKey } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { assertNever } from '../../kernel/meterline-error.ts';
import type { Decimal } from '../../money/decimal.ts';
import { groupKey } from './group.ts';
import { valueText } from './value-text.ts';
import { type WindowMinutes, windowOf } from './window.ts';

/** What one meter takes from one event. */
export interface Counting {
  readonly meter: MeterKey;
  readonly window: Instant;
  /** The values of the meter's group-by properties, escaped and joined by `#`; null for a meter without such properties. */
  readonly group: string | null;
  readonly taken: Taken;
}

/** What the event gives to the counter. `added`: the counter is a sum. `compared`: the counter keeps the best, by value or, for
 *  `latest`, by `at`, text that sorts by time. `distinct`: each value has a counter of its own, named by the value's digest. */
export type Taken =
  | { readonly kind: 'added'; readonly value: Decimal }
  | { readonly kind: 'compared'; readonly by: 'max' | 'min'; readonly value: Decimal }
  | { readonly kind: 'compared'; readonly by: 'latest'; readonly value: Decimal; readonly at: string }
  | { readonly kind: 'distinct'; readonly value: string };

/** An event with what each meter takes from it. Meters that cannot read it take nothing. */
export interface CountableEvent {
  readonly event: UsageEvent;
  readonly countings: readonly Counting[];
  readonly unreadable: readonly Unreadable[];
}

/** What each of the meters takes from an event. If none takes anything, the event is only kept in the log.
 *  @param meters those of the event's type */
export const countingsOf = (event: UsageEvent, meters: readonly Meter[], minutes: WindowMinutes): CountableEvent => {
  const { readable, unreadable } = judgeEvent(event, meters);
  const countings = readable.map(({ meter, quantity }) => ({
    meter: meter.key,
    window: windowOf(event.time, minutes),
    group: groupKey(meter, event.data),
    taken: takenBy(meter, event, quantity),
  }));
  return { event, countings, unreadable };
};

const takenBy = ({ measure }: Meter, event: UsageEvent, value: Decimal): Taken => {
  switch (measure.aggregation) {
    case 'sum':
    case 'count':
      return { kind: 'added', value };
    case 'max':
    case 'min':
      return { kind: 'compared', by: measure.aggregation, value };
    case 'latest':
      return { kind: 'compared', by: 'latest', value, at: `${event.time}#${event.source}#${event.id}` };
    case 'unique_count':
      return {
        kind: 'distinct',
        value: distinctValue(measure.distinctBy, propertyOf(event.data, measure.valueProperty)),
      };
    default:
      return assertNever(measure);
  }
};

/** The digest that names the counter of a distinct value. */
const distinctValue = (distinctBy: DistinctBy, value: Json = null): string =>
  digest(distinctBy === 'text' ? valueText(value) : canonicalJson(value));
