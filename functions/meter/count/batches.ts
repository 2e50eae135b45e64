import { eventRow } from '../../ingest/message.ts';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { counterKey } from '../counter/counter-key.ts';
import type { Counting } from '../counter/countings.ts';

/** An event with what the meters take from it. */
export interface CountableEvent {
  readonly event: UsageEvent;
  readonly countings: readonly Counting[];
}

/** Events of one customer that one transaction can commit. */
export interface Batch {
  readonly customer: CustomerId;
  readonly events: readonly CountableEvent[];
}

/** A DynamoDB item has at most 400 KB; before compression, so that the bound always holds. */
const maxBytes = 350 * 1024;
/** A transaction has at most 100 actions: two for the batch and the watermark, one for the day. */
const maxCounters = 97;
/** Beyond it, a retry after a conflict costs more than a second transaction would. */
const maxEvents = 1000;

/** Splits events by customer into batches, in their order. */
export const batchesOf = (events: readonly CountableEvent[]): readonly Batch[] => {
  const byCustomer = new Map<CustomerId, CountableEvent[]>();
  for (const countable of events) {
    const others = byCustomer.get(countable.event.customer);
    if (others === undefined) byCustomer.set(countable.event.customer, [countable]);
    else others.push(countable);
  }
  return [...byCustomer].flatMap(([customer, own]) => split(own).map((part) => ({ customer, events: part })));
};

const split = (events: readonly CountableEvent[]): readonly (readonly CountableEvent[])[] => {
  const parts: CountableEvent[][] = [];
  let counters = new Set<string>();
  let bytes = 0;
  for (const countable of events) {
    const own = countable.countings.map(counterKey);
    const size = Buffer.byteLength(eventRow(countable.event));
    const last = parts.at(-1);
    const fresh = own.filter((key) => !counters.has(key)).length;
    if (
      last !== undefined &&
      last.length < maxEvents &&
      bytes + size <= maxBytes &&
      counters.size + fresh <= maxCounters
    ) {
      last.push(countable);
    } else {
      parts.push([countable]);
      counters = new Set();
      bytes = 0;
    }
    for (const key of own) counters.add(key);
    bytes += size;
  }
  return parts;
};
