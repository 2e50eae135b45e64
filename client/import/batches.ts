import { type Item, start } from './item.ts';

export interface Batch {
  readonly items: readonly Item[];
  /** The JSON of those that are events, in order. */
  readonly events: readonly string[];
}

export interface BatchBounds {
  readonly maxEvents: number;
  /** UTF-8 bytes of a request's body; an event alone may be more. */
  readonly maxBytes: number;
}

/** Cuts the items into requests. What cannot be read goes along at its place, so that all that comes before a position is in
 *  the batches before it. */
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

/** Where the input goes on after the batch. */
export const endOf = ({ items }: Batch) => items.at(-1)?.next ?? start;
