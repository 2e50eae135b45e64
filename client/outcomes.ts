import type { Verdict } from './deliver.ts';
import type { Recorded } from './outbox.ts';
import type { Dropped, NotRecorded, Rejection, Reports, Retry } from './reports.ts';
import type { SpoolOptions } from './settings.ts';
import { Spool } from './spool.ts';
import { Counter, type Tally } from './tally.ts';
import type { UsageEvent } from './usage-event.ts';

/** Books what became of every event: it counts it, reports it to the application, and then lets the spool forget it. In this
 *  order, a process that ends in between makes the next one report it again, rather than never. */
export class Outcomes {
  readonly #counter = new Counter();
  readonly #reports: Reports;
  readonly #spool: Spool | undefined;

  /** @throws SpoolInUse, or the file system's error */
  constructor(reports: Reports, spool: SpoolOptions | undefined) {
    this.#reports = reports;
    this.#spool = spool === undefined ? undefined : new Spool(spool);
    this.#counter.add('recovered', this.recovered.length);
  }

  /** The events that an earlier process left in the spool, each as JSON. The spool numbers them from 1. */
  get recovered(): readonly string[] {
    return this.#spool?.recovered ?? [];
  }

  get tally(): Tally {
    return this.#counter.tally;
  }

  recorded(n: number, text: string): void {
    this.#counter.add('recorded');
    this.#guarded((spool) => spool.append(n, text));
  }

  notRecorded(event: UsageEvent, reason: NotRecorded): void {
    this.#counter.add('notRecorded');
    this.#reports.dropped({ event, reason });
  }

  retried(retry: Retry): void {
    this.#counter.add('retries');
    this.#reports.retry(retry);
  }

  /** @param isEnding the client gave up because it is closing */
  verdicts(batch: readonly Recorded[], verdicts: readonly Verdict[], isEnding: boolean): void {
    const refused: Rejection[] = [];
    const settled: number[] = [];
    batch.forEach((recorded, index) => {
      const verdict = verdicts[index] ?? { kind: 'undelivered' };
      if (verdict.kind === 'undelivered' && isEnding) {
        this.left(recorded);
        return;
      }
      settled.push(recorded.n);
      if (verdict.kind === 'accepted') this.#counter.add('accepted');
      else if (verdict.kind === 'duplicate') this.#counter.add('duplicates');
      else if (verdict.kind === 'undelivered') this.#dropped(recorded, 'gave_up');
      else refused.push(this.#rejected(recorded, verdict));
    });
    this.#guarded((spool) => {
      if (refused.length > 0) spool.keepRefused(refused.map((rejection) => `${JSON.stringify(rejection)}\n`).join(''));
      spool.settle(settled);
    });
  }

  pushedOut(recorded: Recorded): void {
    this.#dropped(recorded, 'pushed_out');
    this.#guarded((spool) => spool.settle([recorded.n]));
  }

  /** At the end of the client: what has no verdict is kept for the next process if there is a spool, else reported as
   *  dropped. */
  left(recorded: Recorded): void {
    if (this.#spool === undefined) this.#dropped(recorded, 'left_at_close');
    else this.#counter.add('kept');
  }

  close(): void {
    this.#guarded((spool) => spool.close());
  }

  #dropped(recorded: Recorded, reason: Dropped['reason']): void {
    this.#counter.add('dropped');
    this.#reports.dropped({ event: eventOf(recorded), reason });
  }

  #rejected(recorded: Recorded, { code, detail, pointer }: Omit<Rejection, 'event'>): Rejection {
    const rejection = { code, detail, pointer, event: eventOf(recorded) };
    this.#counter.add('rejected');
    this.#reports.rejected(rejection);
    return rejection;
  }

  /** An error of the disk is reported, but must not keep events from being sent. */
  #guarded(write: (spool: Spool) => void): void {
    if (this.#spool === undefined) return;
    try {
      write(this.#spool);
    } catch (error) {
      this.#reports.spoolFailed(error);
    }
  }
}

/** The text is one that this client made of a `UsageEvent`. */
const eventOf = ({ text }: Recorded): UsageEvent => JSON.parse(text);
