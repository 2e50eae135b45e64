import { type Courier, deliver, type Verdict } from './deliver.ts';
import type { Outbox, Recorded } from './outbox.ts';

export interface Pace {
  readonly flushIntervalMs: number;
  readonly maxRequests: number;
}

/** @param isEnding whether the client was stopped */
export type OnVerdicts = (batch: readonly Recorded[], verdicts: readonly Verdict[], isEnding: boolean) => void;

/** Decides when a request is sent: as soon as there are events for a full one, and at the latest when its first event has
 *  waited for the interval. A request that is being retried counts as one under way, so that during an outage only a few
 *  requests knock. */
export class Dispatcher {
  readonly #outbox: Outbox;
  readonly #courier: Courier;
  readonly #pace: Pace;
  readonly #onVerdicts: OnVerdicts;
  readonly #abort = new AbortController();
  readonly #requests = new Set<Promise<void>>();
  /** The events up to this number are due at once. */
  #dueThrough = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(outbox: Outbox, courier: Courier, pace: Pace, onVerdicts: OnVerdicts) {
    this.#outbox = outbox;
    this.#courier = courier;
    this.#pace = pace;
    this.#onVerdicts = onVerdicts;
  }

  get requests(): number {
    return this.#requests.size;
  }

  /** Sends what is due, and sets a timer for what is due next. */
  pump(): void {
    if (this.#abort.signal.aborted) return;
    while (this.#isFree && this.#isDue()) this.#send(this.#outbox.take());
    const oldest = this.#outbox.oldestWaiting;
    if (oldest === undefined || this.#timer !== undefined || !this.#isFree) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.pump();
      },
      Math.max(0, this.#dueAt(oldest) - Date.now()),
    );
    this.#timer.unref();
  }

  /** Makes everything up to the event `n` due at once, also what waits to be retried. */
  hurry(n: number): void {
    this.#dueThrough = Math.max(this.#dueThrough, n);
    this.#courier.pacer.hurry();
    this.pump();
  }

  /** Sends nothing any more. Requests under way end as undelivered; the promise resolves when all have. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#abort.abort(new DOMException('the client was closed', 'AbortError'));
    await Promise.all(this.#requests);
  }

  get #isFree(): boolean {
    return this.#requests.size < this.#pace.maxRequests;
  }

  #dueAt({ recordedAt }: Recorded): number {
    return recordedAt + this.#pace.flushIntervalMs;
  }

  #isDue(): boolean {
    const oldest = this.#outbox.oldestWaiting;
    if (oldest === undefined) return false;
    return this.#outbox.fillsBatch || oldest.n <= this.#dueThrough || this.#dueAt(oldest) <= Date.now();
  }

  #send(batch: readonly Recorded[]): void {
    const request = this.#deliver(batch).then((verdicts) => {
      this.#requests.delete(request);
      this.#outbox.settle(batch);
      this.#onVerdicts(batch, verdicts, this.#abort.signal.aborted);
      this.pump();
    });
    this.#requests.add(request);
  }

  async #deliver(batch: readonly Recorded[]): Promise<readonly Verdict[]> {
    // `record` has long returned when the request is made.
    await Promise.resolve();
    const texts = batch.map(({ text }) => text);
    return deliver(texts, this.#courier, this.#abort.signal);
  }
}
