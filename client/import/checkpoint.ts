import { createHash } from 'node:crypto';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Position } from './item.ts';
import type { Counts } from './rejects.ts';

/** How far an import has come: every record before `at` is done, and the counts are of these records alone. */
export interface Checkpoint {
  readonly at: Position;
  readonly counts: Counts;
  readonly rejectsBytes: number;
}

interface Stored extends Checkpoint {
  /** Hash of destination and mapping: a checkpoint of other settings is of no use. */
  readonly settings: string;
  /** Hash of the bytes right before `at`: a checkpoint of another file of the same name is of no use either. */
  readonly digest: string;
}

/** Bytes before a position that tell one file from another. */
const digested = 4096;

/** Kept beside the input, as `<file>.checkpoint.json`. */
export class CheckpointFile {
  readonly #path: string;
  readonly #input: string;
  readonly #settings: string;

  /** @param settings which have to be the same for an import to go on from an earlier one */
  constructor(input: string, settings: readonly unknown[]) {
    this.#path = `${input}.checkpoint.json`;
    this.#input = input;
    this.#settings = createHash('sha256').update(JSON.stringify(settings)).digest('hex');
  }

  /** Undefined where there is none, or only one of another import. */
  async load(): Promise<Checkpoint | undefined> {
    const text = await readFile(this.#path, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const stored = storedOf(text);
    if (stored === undefined || stored.settings !== this.#settings) return undefined;
    return stored.digest === (await this.#digest(stored.at)) ? stored : undefined;
  }

  /** Replaces the file: a crash leaves either the old checkpoint or the new one. */
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

/** An import writes the file whole or not at all, so that it is enough to look at its outer shape. */
const isStored = (value: unknown): value is Stored =>
  typeof value === 'object' && value !== null && 'at' in value && 'counts' in value && 'digest' in value;
