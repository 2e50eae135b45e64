import { eventRow } from '../../ingest/message.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { counterKey } from '../counter/counter-key.ts';
import type { CountableEvent } from '../counter/countings.ts';

/** Events of one customer, few enough for one transaction. */
export interface Batch {
  readonly customer: CustomerId;
  readonly events: readonly CountableEvent[];
}

/** Bytes of a batch's events before they are compressed. A DynamoDB item has at most 400 KB, and what does not compress at all
 *  still fits. */
const maxBytes = 350 * 1024;
/** Counters that a batch may touch. A transaction has at most 100 actions: one each for the batch, the watermark, the day in
 *  the log and the mark of what no period bills, and one for each counter. */
const maxCounters = 96;
/** Events of a batch. With more of them, trying again after a conflict would cost more than a second transaction. */
const maxEvents = 1000;

/** Puts events into batches by customer, in their order. A batch ends where the next event would make it too large. */
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
