import { createHash } from 'node:crypto';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Position } from './item.ts';
import type { Counts } from './rejects.ts';

/** How far an import has come: everything before `at` is done, and nothing else is counted. */
export interface Checkpoint {
  readonly at: Position;
  readonly counts: Counts;
  readonly rejectsBytes: number;
}

interface Stored extends Checkpoint {
  /** Of another destination or mapping, it is of no use. */
  readonly settings: string;
  /** Of what comes right before `at`: of another file, it is of no use either. */
  readonly digest: string;
}

/** Bytes before a position that tell one file from another. */
const digested = 4096;

/** Kept beside the input, as `<file>.checkpoint.json`. */
export class CheckpointFile {
  readonly #path: string;
  readonly #input: string;
  readonly #settings: string;

  /** @param settings what an import has in common with one that it may go on from */
  constructor(input: string, settings: readonly unknown[]) {
    this.#path = `${input}.checkpoint.json`;
    this.#input = input;
    this.#settings = createHash('sha256').update(JSON.stringify(settings)).digest('hex');
  }

  /** Undefined: there is none, or none of this import. */
  async load(): Promise<Checkpoint | undefined> {
    const text = await readFile(this.#path, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const stored = storedOf(text);
    if (stored === undefined || stored.settings !== this.#settings) return undefined;
    return stored.digest === (await this.#digest(stored.at)) ? stored : undefined;
  }

  /** At once or not at all. */
  async save(checkpoint: Checkpoint): Promise<void> {
    const stored: Stored = { ...checkpoint, settings: this.#settings, digest: await this.#digest(checkpoint.at) };
    await writeFile(`${this.#path}.next`, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 });
    await rename(`${this.#path}.next`, this.#path);
  }

  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  async #digest({ bytes }: Position): Promise<string> {
    const begin = Math.max(0, bytes - digested);
    const file = await open(this.#input);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes - begin), 0, bytes - begin, begin);
      return createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex');
    } finally {
      await file.close();
    }
  }
}

const storedOf = (text: string): Stored | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isStored(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Written whole by an import, or not at all: its outer shape tells. */
const isStored = (value: unknown): value is Stored =>
  typeof value === 'object' && value !== null && 'at' in value && 'counts' in value && 'digest' in value;
