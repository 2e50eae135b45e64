import { Presets, SingleBar } from 'cli-progress';
import type { Counts } from './rejects.ts';

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A progress bar over the bytes of the input, with what became of the records. Where the output is no terminal, it prints a
 *  line now and then instead. */
export class Progress {
  readonly #bar = new SingleBar(
    {
      format:
        '{bar} {percentage}% | {events} events, {rate}/s | {duplicates} duplicates | {rejected} rejected | {note}',
      noTTYOutput: true,
      notTTYSchedule: 5000,
      hideCursor: true,
      barsize: 30,
      etaBuffer: 100,
    },
    Presets.shades_classic,
  );
  readonly #started = Date.now();
  readonly #before: number;

  /** @param counts of earlier runs, which the rate leaves out */
  constructor(totalBytes: number, bytes: number, counts: Counts) {
    this.#before = eventsIn(counts);
    this.#bar.start(totalBytes, bytes, this.#payload(counts));
  }

  to(bytes: number, counts: Counts): void {
    this.#bar.update(bytes, this.#payload(counts));
  }

  /** Why it does not move. */
  waits(note: string): void {
    this.#bar.update({ note });
  }

  done(): void {
    this.#bar.stop();
  }

  #payload(counts: Counts) {
    const seconds = Math.max((Date.now() - this.#started) / 1000, 0.001);
    return {
      events: number.format(eventsIn(counts)),
      rate: number.format((eventsIn(counts) - this.#before) / seconds),
      duplicates: number.format(counts.duplicates),
      rejected: number.format(counts.rejected),
      note: '',
    };
  }
}

export const eventsIn = ({ accepted, duplicates, rejected }: Counts): number => accepted + duplicates + rejected;
