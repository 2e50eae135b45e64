import { createReadStream } from 'node:fs';
import { CsvError, type Info, type Options, parse } from 'csv-parse';
import { type ColumnMap, rowToEvent } from './column-map.ts';
import { ImportStopped } from './import-error.ts';
import { excerptLength, type Item, maxItemBytes, type Position, start } from './item.ts';

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
  readonly next: Position;
}

const options: Options = {
  bom: true,
  info: true,
  relax_column_count: true,
  skip_empty_lines: true,
  record_delimiter: ['\r\n', '\n'],
  max_record_size: maxItemBytes,
};

/** The names of the columns, and where the first row begins.
 *  @throws ImportStopped for an empty file */
export const readHeader = async (
  file: string,
): Promise<{ readonly header: readonly string[]; readonly next: Position }> => {
  for await (const { cells, next } of readRows(file, start, { to: 1 })) {
    return { header: cells.map((cell) => cell.trim()), next };
  }
  throw new ImportStopped('csv_empty', `${file} is empty.`);
};

/** @throws ImportStopped where the quoting is broken: nobody knows where the next row begins */
export async function* readCsv(
  file: string,
  from: Position,
  header: readonly string[],
  map: ColumnMap,
): AsyncGenerator<Item> {
  for await (const { cells, line, next } of readRows(file, from))
    yield { line, next, ...contentOf(cells, header, map) };
}

type Content = Item extends infer I ? (I extends Item ? Omit<I, 'line' | 'next'> : never) : never;

const contentOf = (cells: readonly string[], header: readonly string[], map: ColumnMap): Content => {
  const unreadable = (code: string, detail: string): Content => ({
    kind: 'unreadable',
    code,
    detail,
    text: JSON.stringify(cells).slice(0, excerptLength),
  });
  if (cells.length !== header.length)
    return unreadable('csv_columns', `The row has ${cells.length} columns, and the header ${header.length}.`);
  // Bytes that are no UTF-8 are read as this character, so that two different ids could become the same.
  if (cells.some((cell) => cell.includes('\ufffd'))) return unreadable('malformed_utf8', 'The row is not UTF-8.');
  return { kind: 'event', text: rowToEvent(cells, map) };
};

async function* readRows(file: string, from: Position, limit: Options = {}): AsyncGenerator<Row> {
  const input = createReadStream(file, { start: from.bytes });
  const parser = input.pipe(parse({ ...options, ...limit }));
  input.on('error', (error) => parser.destroy(error));
  let before = 0;
  try {
    for await (const { record: cells, info } of typed(parser)) {
      const inside = info.lines - before > 1 ? lineBreaks(cells) : 0;
      before = info.lines;
      const next = { bytes: from.bytes + info.bytes, lines: from.lines + info.lines };
      yield { cells, line: next.lines - inside, next };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = from.lines + Number(error.lines);
    throw new ImportStopped(
      'csv_malformed',
      `Line ${line} is no CSV: ${error.message}. Mend it, and run the import again.`,
    );
  } finally {
    input.destroy();
  }
}

/** With the option `info`, this is what the parser gives. */
const typed = (parser: AsyncIterable<unknown>): AsyncIterable<{ readonly record: string[]; readonly info: Info }> =>
  parser as AsyncIterable<{ readonly record: string[]; readonly info: Info }>;

const lineBreaks = (cells: readonly string[]): number =>
  cells.reduce((count, cell) => count + (cell.match(/\n/g)?.length ?? 0), 0);
