import { type Item, start } from './item.ts';

export interface Batch {
  readonly items: readonly Item[];
  /** The JSON of those items that are events, in order. */
  readonly events: readonly string[];
}

export interface BatchBounds {
  readonly maxEvents: number;
  /** The most UTF-8 bytes of a request's body; a single event may have more and is then sent alone. */
  readonly maxBytes: number;
}

/** Cuts the items into requests. Records that cannot be read go along at their place, though they are not sent: so a batch
 *  that is done means that the input is done up to its end. */
export async function* batches(items: AsyncIterable<Item>, bounds: BatchBounds): AsyncGenerator<Batch> {
  let batch: Item[] = [];
  let bytes = 1;
  for await (const item of items) {
    const size = item.kind === 'event' ? Buffer.byteLength(item.text) + 1 : 0;
    if (batch.length > 0 && (batch.length >= bounds.maxEvents || bytes + size > bounds.maxBytes)) {
      yield batchOf(batch);
      batch = [];
      bytes = 1;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batchOf(batch);
}

const batchOf = (items: readonly Item[]): Batch => ({
  items,
  events: items.flatMap((item) => (item.kind === 'event' ? [item.text] : [])),
});

/** The position in the input at which the next batch begins. */
export const endOf = ({ items }: Batch) => items.at(-1)?.next ?? start;
