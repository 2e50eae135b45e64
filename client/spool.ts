import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { doneLine, eventLine, readJournal } from './journal.ts';
import type { SpoolOptions } from './settings.ts';
import { lockSpool } from './spool-lock.ts';

/** A spool is rewritten when its file is larger than twice what it keeps and so many bytes. */
const slack = 4_000_000;
/** Only the owner may read the file, since it holds the usage of customers. */
const mode = 0o600;

/** The recorded events without a verdict, in a file: appended to before `record` returns, so that they outlive the process.
 *  Writing is synchronous, about ten microseconds an event. */
export class Spool {
  /** What an earlier process left, each as JSON; numbered from 1. */
  readonly recovered: readonly string[];
  readonly unreadable: number;
  readonly #path: string;
  readonly #flushes: boolean;
  readonly #unlock: () => void;
  readonly #kept = new Map<number, string>();
  #keptBytes = 0;
  #file: number;
  #size = 0;
  #rewriteAbove = slack;
  /** A failed write may have left half a line. */
  #isTorn = false;

  /** @throws SpoolInUse, or the file system's error */
  constructor({ path, survives }: SpoolOptions) {
    mkdirSync(dirname(path), { recursive: true });
    this.#unlock = lockSpool(path);
    this.#path = path;
    this.#flushes = survives === 'power_loss';
    try {
      const { events, unreadable } = readJournal(existsSync(path) ? readFileSync(path, 'utf8') : '');
      this.recovered = events;
      this.unreadable = unreadable;
      events.forEach((event, index) => {
        this.#keep(index + 1, event);
      });
      this.#file = this.#rewrite();
    } catch (error) {
      this.#unlock();
      throw error;
    }
  }

  /** @throws the file system's error; the event is then not kept */
  append(n: number, event: string): void {
    this.#write(eventLine(n, event));
    this.#keep(n, event);
  }

  /** @throws the file system's error; the events are then sent again after a restart */
  settle(numbers: readonly number[]): void {
    const known = numbers.filter((n) => this.#kept.has(n));
    for (const n of known) this.#forget(n);
    if (known.length === 0) return;
    if (this.#kept.size === 0) this.#clear();
    else this.#write(doneLine(known));
    if (this.#size > this.#rewriteAbove) this.#compact();
  }

  /** Refused events are kept beside the spool, to be corrected and sent again. */
  keepRefused(lines: string): void {
    appendFileSync(`${this.#path}.rejected.ndjson`, lines, { mode });
  }

  close(): void {
    closeSync(this.#file);
    this.#unlock();
  }

  #write(line: string): void {
    const whole = this.#isTorn ? `\n${line}` : line;
    this.#isTorn = true;
    appendFileSync(this.#file, whole);
    if (this.#flushes) fsyncSync(this.#file);
    this.#isTorn = false;
    this.#size += whole.length;
  }

  #clear(): void {
    ftruncateSync(this.#file);
    this.#size = 0;
    this.#isTorn = false;
  }

  #compact(): void {
    // If rewriting fails, it is not tried again before the file has doubled.
    this.#rewriteAbove = 2 * this.#size;
    const old = this.#file;
    this.#file = this.#rewrite();
    closeSync(old);
  }

  /** Replaces the file by one that has only what is kept. A crash leaves either the old file or the new one.
   *  @returns the new file, open for appending */
  #rewrite(): number {
    const next = `${this.#path}.next`;
    const lines = [...this.#kept].map(([n, event]) => eventLine(n, event));
    writeFileSync(next, lines.join(''), { mode, flush: true });
    const file = openSync(next, 'a');
    renameSync(next, this.#path);
    if (this.#flushes) flushFolder(dirname(this.#path));
    this.#size = this.#keptBytes;
    this.#rewriteAbove = 2 * this.#keptBytes + slack;
    this.#isTorn = false;
    return file;
  }

  #keep(n: number, event: string): void {
    this.#kept.set(n, event);
    this.#keptBytes += event.length;
  }

  #forget(n: number): void {
    this.#keptBytes -= this.#kept.get(n)?.length ?? 0;
    this.#kept.delete(n);
  }
}

/** A new name survives a loss of power when its folder was flushed. */
const flushFolder = (folder: string): void => {
  const file = openSync(folder, 'r');
  fsyncSync(file);
  closeSync(file);
};
