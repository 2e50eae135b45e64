/** A recorded event. Its JSON is made once, so that a retry sends exactly the same. */
export interface Recorded {
  /** The number of the event, ascending in the order of recording. */
  readonly n: number;
  readonly text: string;
  /** UTF-8 bytes of `text`. */
  readonly bytes: number;
  readonly recordedAt: number;
}

export interface Bounds {
  readonly maxQueuedEvents: number;
  readonly maxQueuedBytes: number;
  readonly maxBatchEvents: number;
  readonly maxBatchBytes: number;
}

/** So many entries of the array may be used up before it is cut: cutting it for every event would be slow. */
const slack = 4096;

/** All events that are recorded and have no verdict yet. They wait in order, or are under way in a request; both count
 *  towards the bounds. */
export class Outbox {
  readonly #bounds: Bounds;
  #waiting: Recorded[] = [];
  #head = 0;
  #waitingBytes = 0;
  readonly #underWay = new Set<readonly Recorded[]>();
  #events = 0;
  #bytes = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** Without a verdict. */
  get events(): number {
    return this.#events;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the waiting events fill a request. */
  get fillsBatch(): boolean {
    const { maxBatchEvents, maxBatchBytes } = this.#bounds;
    const waiting = this.#waiting.length - this.#head;
    return waiting >= maxBatchEvents || this.#waitingBytes + waiting + 1 >= maxBatchBytes;
  }

  get oldestWaiting(): Recorded | undefined {
    return this.#waiting[this.#head];
  }

  /** The number of the oldest event without a verdict; all before it have theirs. Undefined: all events have one. */
  get oldest(): number | undefined {
    const firsts = [...this.#underWay].map(([first]) => first?.n ?? Number.MAX_SAFE_INTEGER);
    const oldest = Math.min(this.oldestWaiting?.n ?? Number.MAX_SAFE_INTEGER, ...firsts);
    return oldest === Number.MAX_SAFE_INTEGER ? undefined : oldest;
  }

  hasRoom(bytes: number): boolean {
    return this.#events < this.#bounds.maxQueuedEvents && this.#bytes + bytes <= this.#bounds.maxQueuedBytes;
  }

  add(event: Recorded): void {
    this.#waiting.push(event);
    this.#waitingBytes += event.bytes;
    this.#events++;
    this.#bytes += event.bytes;
  }

  /** Removes the event that has waited longest. Events under way stay. */
  dropOldest(): Recorded | undefined {
    const dropped = this.#shift();
    if (dropped !== undefined) this.#forget([dropped]);
    return dropped;
  }

  /** Takes the events of the next request, which are under way from now on. Empty when none wait. */
  take(): readonly Recorded[] {
    const { maxBatchEvents, maxBatchBytes } = this.#bounds;
    const batch: Recorded[] = [];
    // The body is a JSON array: one character more for each event (a bracket or a comma), and one at the end.
    let bytes = 1;
    for (let next = this.oldestWaiting; next !== undefined; next = this.oldestWaiting) {
      bytes += next.bytes + 1;
      if (batch.length === maxBatchEvents || (batch.length > 0 && bytes > maxBatchBytes)) break;
      batch.push(next);
      this.#shift();
    }
    if (batch.length > 0) this.#underWay.add(batch);
    return batch;
  }

  settle(batch: readonly Recorded[]): void {
    if (this.#underWay.delete(batch)) this.#forget(batch);
  }

  #shift(): Recorded | undefined {
    const event = this.#waiting[this.#head];
    if (event === undefined) return undefined;
    this.#waitingBytes -= event.bytes;
    this.#head++;
    if (this.#head === this.#waiting.length || this.#head > slack) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return event;
  }

  #forget(events: readonly Recorded[]): void {
    this.#events -= events.length;
    this.#bytes -= events.reduce((total, { bytes }) => total + bytes, 0);
  }
}
