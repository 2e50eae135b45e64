import { digest, type MeterKey } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import type { Meter } from '../catalog/meter.ts';
import type { Mistake } from '../catalog/meterline-error.ts';
import { canonicalJson } from '../ingest/content-hash.ts';
import { quantityOf } from '../ingest/quantity.ts';
import { type Json, propertyOf, type UsageEvent } from '../ingest/usage-event.ts';
import type { Decimal } from '../money/decimal.ts';
import { windowOf } from './window.ts';

/** What one meter takes from one event. */
export interface Counting {
  readonly meter: MeterKey;
  readonly window: Instant;
  /** The values of the meter's group-by properties, escaped and joined; empty without any. */
  readonly group: string;
  readonly quantity: Decimal;
}

export type Countable =
  | { readonly ok: true; readonly event: UsageEvent; readonly countings: readonly Counting[] }
  | { readonly ok: false; readonly event: UsageEvent; readonly mistake: Mistake };

/** What each meter of its type takes from `event`; nothing when there is none, and then it is only kept in the log. */
export const countingsOf = (event: UsageEvent, meters: readonly Meter[]): Countable => {
  const countings: Counting[] = [];
  for (const meter of meters) {
    const quantity = quantityOf(meter, event.data);
    if (!quantity.ok) return { ok: false, event, mistake: quantity.mistake };
    countings.push({
      meter: meter.key,
      window: windowOf(event.time),
      group: groupOf(meter, event),
      quantity: quantity.value,
    });
  }
  return { ok: true, event, countings };
};

const groupOf = (meter: Meter, { data }: UsageEvent): string =>
  meter.groupBy.map((property) => groupValue(propertyOf(data, property))).join('#');

/** Characters, so that five values stay below the 1,024 bytes of a sort key. */
const maxGroupValue = 60;

/** A value as text that fits into a key, which is UTF-8; what is missing and `null` are empty, and a long text ends in
 *  its digest. */
const groupValue = (value: Json | undefined): string => {
  if (value === undefined || value === null) return '';
  const text = (typeof value === 'string' ? value.toWellFormed() : canonicalJson(value))
    .replaceAll('%', '%25')
    .replaceAll('#', '%23');
  return text.length <= maxGroupValue ? text : `${text.slice(0, maxGroupValue - 23).toWellFormed()}~${digest(text)}`;
};
