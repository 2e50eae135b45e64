import { randomUUID } from 'node:crypto';
import { Dispatcher } from './dispatcher.ts';
import { Outbox } from './outbox.ts';
import { Outcomes } from './outcomes.ts';
import { Pacer } from './pacer.ts';
import { postTo } from './post-events.ts';
import { type NotRecorded, Reports } from './reports.ts';
import { type ClientOptions, longestTimer, type Settings, settingsOf } from './settings.ts';
import { Settlements } from './settlements.ts';
import type { Tally } from './tally.ts';
import { jsonOf, toUsageEvent, type UsageEvent, type UsageRecord } from './usage-event.ts';

export type RecordResult =
  | { readonly recorded: true; readonly id: string }
  | { readonly recorded: false; readonly id: string; readonly reason: NotRecorded };

export interface FlushResult {
  /** Whether everything that was recorded before has its verdict: it has arrived, or was reported as rejected or dropped. */
  readonly settled: boolean;
  /** How many events have no verdict yet. */
  readonly remaining: number;
}

export interface Stats extends Tally {
  readonly queuedEvents: number;
  readonly queuedBytes: number;
  /** Requests under way, also those that wait to be tried again. */
  readonly requestsUnderWay: number;
}

/** Sends usage events in the background. An event that does not arrive is always reported. */
export class MeterlineClient {
  readonly #settings: Settings;
  readonly #outbox: Outbox;
  readonly #outcomes: Outcomes;
  readonly #dispatcher: Dispatcher;
  readonly #settlements = new Settlements();
  #last = 0;
  #closing: Promise<FlushResult> | undefined;

  /** @throws InvalidOption, SpoolInUse, or the file system's error for the spool */
  constructor(options: ClientOptions) {
    this.#settings = settingsOf(options);
    this.#outbox = new Outbox(this.#settings);
    this.#outcomes = new Outcomes(new Reports(options), options.spool);
    this.#dispatcher = this.#newDispatcher();
    for (const text of this.#outcomes.recovered) this.#add(text, Buffer.byteLength(text));
    this.#dispatcher.pump();
    process.on('beforeExit', this.#onBeforeExit);
  }

  /** Returns at once and throws nothing. The event's id and time are fixed from here on. */
  record(record: UsageRecord): RecordResult {
    const event = toUsageEvent(record, { id: randomUUID, now: new Date(), source: this.#settings.source });
    const text = jsonOf(event);
    if (text === undefined) return this.#refuse(event, 'unserializable');
    const bytes = Buffer.byteLength(text);
    if (bytes + 2 > this.#settings.maxBatchBytes) return this.#refuse(event, 'too_large');
    if (this.#closing !== undefined) return this.#refuse(event, 'closed');
    if (!this.#makeRoom(bytes)) return this.#refuse(event, 'full');
    this.#add(text, bytes);
    this.#outcomes.recorded(this.#last, text);
    this.#dispatcher.pump();
    return { recorded: true, id: event.id };
  }

  /** Sends everything that is recorded now. Requests that wait to be retried are tried at once, unless the API has asked to
   *  wait. The process is kept alive meanwhile. */
  async flush({ timeoutMs = longestTimer }: { readonly timeoutMs?: number | undefined } = {}): Promise<FlushResult> {
    const through = this.#last;
    this.#dispatcher.hurry(through);
    const settled = await this.#settlements.through(through, this.#outbox.oldest, timeoutMs);
    return { settled, remaining: this.#outbox.events };
  }

  /** Takes no more events, flushes, and ends. Events that have not arrived by then stay in the spool for the next process;
   *  without a spool they are reported as dropped. Calling it again changes nothing. */
  close(options: { readonly timeoutMs?: number | undefined } = {}): Promise<FlushResult> {
    this.#closing ??= this.#close(options.timeoutMs ?? this.#settings.closeTimeoutMs);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  stats(): Stats {
    return {
      ...this.#outcomes.tally,
      queuedEvents: this.#outbox.events,
      queuedBytes: this.#outbox.bytes,
      requestsUnderWay: this.#dispatcher.requests,
    };
  }

  async #close(timeoutMs: number): Promise<FlushResult> {
    process.off('beforeExit', this.#onBeforeExit);
    const result = await this.flush({ timeoutMs });
    await this.#dispatcher.stop();
    for (let left = this.#outbox.dropOldest(); left !== undefined; left = this.#outbox.dropOldest()) {
      this.#outcomes.left(left);
    }
    this.#outcomes.close();
    return result;
  }

  /** Runs when nothing else keeps the process alive: what is left is sent before the process ends. */
  readonly #onBeforeExit = (): void => {
    void this.close();
  };

  #newDispatcher(): Dispatcher {
    const courier = {
      ...this.#settings,
      post: postTo(this.#settings),
      pacer: new Pacer(),
      onRetry: this.#outcomes.retried.bind(this.#outcomes),
    };
    return new Dispatcher(this.#outbox, courier, this.#settings, (batch, verdicts, isEnding) => {
      this.#outcomes.verdicts(batch, verdicts, isEnding);
      this.#settlements.moved(this.#outbox.oldest);
    });
  }

  #add(text: string, bytes: number): void {
    this.#last++;
    this.#outbox.add({ n: this.#last, text, bytes, recordedAt: Date.now() });
  }

  #makeRoom(bytes: number): boolean {
    while (!this.#outbox.hasRoom(bytes)) {
      const oldest = this.#settings.whenFull === 'drop-oldest' ? this.#outbox.dropOldest() : undefined;
      if (oldest === undefined) return false;
      this.#outcomes.pushedOut(oldest);
      this.#settlements.moved(this.#outbox.oldest);
    }
    return true;
  }

  #refuse(event: UsageEvent, reason: NotRecorded): RecordResult {
    this.#outcomes.notRecorded(event, reason);
    return { recorded: false, id: event.id, reason };
  }
}
