import { appendFile, rm, truncate } from 'node:fs/promises';
import type { Verdict } from '../deliver.ts';
import type { Batch } from './batches.ts';
import type { Item } from './item.ts';

export interface Counts {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
}

export interface BatchResult extends Counts {
  /** A line of JSON for each rejected record. */
  readonly rejects: string;
}

/** What became of a batch, record by record.
 *  @param verdicts of the batch's events, in order */
export const resultOf = ({ items }: Batch, verdicts: readonly Verdict[]): BatchResult => {
  const rest = verdicts.values();
  const counts = { accepted: 0, duplicates: 0, rejected: 0 };
  const rejects: string[] = [];
  for (const item of items) {
    const verdict = item.kind === 'event' ? rest.next().value : item;
    if (verdict?.kind === 'accepted') counts.accepted++;
    else if (verdict?.kind === 'duplicate') counts.duplicates++;
    else if (verdict?.kind === 'rejected' || verdict?.kind === 'unreadable') {
      counts.rejected++;
      rejects.push(rejectLine(item, verdict));
    }
  }
  return { ...counts, rejects: rejects.join('') };
};

/** A line of the file: an event as it was sent, so that it can be corrected and imported again; what was no event, as text. */
const rejectLine = (
  item: Item,
  { code, detail, ...rest }: { code: string; detail: string; pointer?: string },
): string => {
  const pointer = rest.pointer ?? '';
  const head = JSON.stringify({ line: item.line, code, detail, pointer }).slice(0, -1);
  return `${head},${item.kind === 'event' ? `"event":${item.text}` : `"text":${JSON.stringify(item.text)}`}}\n`;
};

/** The file of the rejected records. When an import goes on, the file is cut to the length that the checkpoint says, so that
 *  no line is in it twice. */
export class RejectsFile {
  readonly #path: string;
  #bytes: number;

  private constructor(path: string, bytes: number) {
    this.#path = path;
    this.#bytes = bytes;
  }

  static async open(path: string, bytes: number): Promise<RejectsFile> {
    if (bytes === 0) await rm(path, { force: true });
    else await truncate(path, bytes);
    return new RejectsFile(path, bytes);
  }

  get bytes(): number {
    return this.#bytes;
  }

  async add(lines: string): Promise<void> {
    if (lines === '') return;
    await appendFile(this.#path, lines, { mode: 0o600 });
    this.#bytes += Buffer.byteLength(lines);
  }
}
