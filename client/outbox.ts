/** A recorded event. Its text is made once, so that a retry cannot differ. */
export interface Recorded {
  /** Ascending in the order of recording. */
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

/** Room that entries which are gone may take in the array before it is cut. */
const slack = 4096;

/** Everything that is recorded and has no verdict yet: waiting in order, or under way. Both count towards the bounds. */
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

  /** All recorded before it have their verdict. Undefined: all have. */
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

  /** Takes the event that has waited longest out for good; what is under way stays. */
  dropOldest(): Recorded | undefined {
    const dropped = this.#shift();
    if (dropped !== undefined) this.#forget([dropped]);
    return dropped;
  }

  /** The next request's events, now under way. Empty when none wait. */
  take(): readonly Recorded[] {
    const { maxBatchEvents, maxBatchBytes } = this.#bounds;
    const batch: Recorded[] = [];
    // The body is an array: a bracket or comma an event, and one more.
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
