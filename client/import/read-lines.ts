import { createReadStream } from 'node:fs';
import { maxItemBytes, type Place, type Position } from './item.ts';

export interface Line extends Place {
  /** Without the line break; of an overlong line just the beginning. */
  readonly content: Buffer;
  readonly isTooLong: boolean;
}

const lineFeed = 10;

/** The lines of a file from a position on, in constant memory however long they are. */
export async function* readLines(file: string, from: Position): AsyncGenerator<Line> {
  let place = from;
  let rest = new LineBuffer();
  const finish = (breakBytes: number): Line => {
    place = { bytes: place.bytes + rest.bytes + breakBytes, lines: place.lines + 1 };
    const line = { line: place.lines, next: place, content: rest.content(), isTooLong: rest.isTooLong };
    rest = new LineBuffer();
    return line;
  };
  for await (const chunk of createReadStream(file, { start: from.bytes, highWaterMark: 1 << 18 })) {
    let begin = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, begin)) {
      rest.add(chunk.subarray(begin, end));
      yield finish(1);
      begin = end + 1;
    }
    rest.add(chunk.subarray(begin));
  }
  if (rest.bytes > 0) yield finish(0);
}

/** A line that comes in parts. */
class LineBuffer {
  /** All that came, kept or not. */
  bytes = 0;
  readonly #parts: Buffer[] = [];
  #kept = 0;

  get isTooLong(): boolean {
    return this.bytes > maxItemBytes;
  }

  add(part: Buffer): void {
    this.bytes += part.length;
    if (this.#kept >= maxItemBytes || part.length === 0) return;
    this.#parts.push(part);
    this.#kept += part.length;
  }

  content(): Buffer {
    const [only] = this.#parts;
    return this.#parts.length === 1 && only !== undefined ? only : Buffer.concat(this.#parts);
  }
}
