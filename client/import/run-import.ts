import { stat } from 'node:fs/promises';
import { type Courier, deliver, type Verdict } from '../deliver.ts';
import { type Batch, batches, endOf } from './batches.ts';
import { type Checkpoint, CheckpointFile } from './checkpoint.ts';
import { ImportStopped } from './import-error.ts';
import { type Item, type Position, start } from './item.ts';
import { RejectsFile, resultOf } from './rejects.ts';

/** Milliseconds between two checkpoints. */
const checkpointInterval = 500;
const bounds = { maxEvents: 1000, maxBytes: 1_000_000 };

export interface Import {
  readonly file: string;
  readonly courier: Courier;
  readonly concurrency: number;
  /** They have to be the same for an import to go on from an earlier one. */
  readonly settings: readonly unknown[];
  readonly restart: boolean;
  readonly itemsFrom: (position: Position) => AsyncIterable<Item>;
  readonly onStart: (totalBytes: number, from: Checkpoint) => void;
  readonly onProgress: (checkpoint: Checkpoint) => void;
}

const nothing: Checkpoint = {
  at: start,
  counts: { accepted: 0, duplicates: 0, rejected: 0 },
  rejectsBytes: 0,
};

/** Sends the events of a file, several requests at a time, and books the answers in the file's order. So a checkpoint has no
 *  gaps, and a run that ends anywhere is continued by the next one.
 *  @returns what became of all records, also by earlier runs
 *  @throws ImportStopped */
export const runImport = async (job: Import, signal: AbortSignal): Promise<Checkpoint> => {
  const { size } = await stat(job.file);
  const checkpoints = new CheckpointFile(job.file, job.settings);
  const from = job.restart ? nothing : ((await checkpoints.load()) ?? nothing);
  const book = new Book(checkpoints, await RejectsFile.open(rejectsPath(job.file), from.rejectsBytes), from);
  job.onStart(size, from);
  try {
    await sendAll(job, book, signal);
  } catch (error) {
    await book.save();
    throw error;
  }
  await checkpoints.remove();
  return book.state;
};

export const rejectsPath = (file: string): string => `${file}.rejected.ndjson`;

/** The state of an import; batches are booked one after the other. */
class Book {
  readonly #checkpoints: CheckpointFile;
  readonly #rejects: RejectsFile;
  #state: Checkpoint;
  #savedAt = 0;

  constructor(checkpoints: CheckpointFile, rejects: RejectsFile, state: Checkpoint) {
    this.#checkpoints = checkpoints;
    this.#rejects = rejects;
    this.#state = state;
  }

  get state(): Checkpoint {
    return this.#state;
  }

  async add(batch: Batch, verdicts: readonly Verdict[]): Promise<void> {
    const { rejects, ...added } = resultOf(batch, verdicts);
    await this.#rejects.add(rejects);
    const { counts } = this.#state;
    this.#state = {
      at: endOf(batch),
      counts: {
        accepted: counts.accepted + added.accepted,
        duplicates: counts.duplicates + added.duplicates,
        rejected: counts.rejected + added.rejected,
      },
      rejectsBytes: this.#rejects.bytes,
    };
    if (Date.now() - this.#savedAt > checkpointInterval) await this.save();
  }

  async save(): Promise<void> {
    await this.#checkpoints.save(this.#state);
    this.#savedAt = Date.now();
  }
}

interface UnderWay {
  readonly batch: Batch;
  readonly verdicts: Promise<readonly Verdict[]>;
}

const sendAll = async (job: Import, book: Book, signal: AbortSignal): Promise<void> => {
  const abort = new AbortController();
  const forward = (): void => abort.abort();
  signal.addEventListener('abort', forward, { once: true });
  const underWay: UnderWay[] = [];
  const bookFirst = async (): Promise<void> => {
    const first = underWay.shift();
    if (first === undefined) return;
    await book.add(first.batch, usable(await first.verdicts, signal));
    job.onProgress(book.state);
  };
  try {
    for await (const batch of batches(job.itemsFrom(book.state.at), bounds)) {
      underWay.push({ batch, verdicts: send(batch, job.courier, abort.signal) });
      if (underWay.length >= job.concurrency) await bookFirst();
    }
    while (underWay.length > 0) await bookFirst();
  } finally {
    abort.abort();
    signal.removeEventListener('abort', forward);
    await Promise.all(underWay.map(({ verdicts }) => verdicts));
  }
};

const send = async ({ events }: Batch, courier: Courier, signal: AbortSignal): Promise<readonly Verdict[]> =>
  events.length === 0 ? [] : deliver(events, courier, signal);

/** @throws ImportStopped when the request itself failed, rather than an event in it */
const usable = (verdicts: readonly Verdict[], signal: AbortSignal): readonly Verdict[] => {
  for (const verdict of verdicts) {
    if (verdict.kind === 'refused')
      throw new ImportStopped(verdict.code, `The API refused the request: ${verdict.detail}`);
    if (verdict.kind === 'undelivered') {
      if (signal.aborted) throw new ImportStopped('interrupted', 'Interrupted.');
      throw new ImportStopped('api_unavailable', `The API cannot be reached: ${verdict.reason}.`);
    }
  }
  return verdicts;
};
