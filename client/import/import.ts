import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ClientError } from '../client-error.ts';
import type { Courier } from '../deliver.ts';
import { Pacer } from '../pacer.ts';
import { postTo } from '../post-events.ts';
import { type Settings, settingsOf } from '../settings.ts';
import { type Arguments, readArguments, usage } from './arguments.ts';
import type { Checkpoint } from './checkpoint.ts';
import { columnMap } from './column-map.ts';
import { destination } from './destination.ts';
import { UsageError } from './import-error.ts';
import { type Item, type Position, start } from './item.ts';
import { eventsIn, Progress } from './progress.ts';
import { readCsv, readHeader } from './read-csv.ts';
import { readNdjson } from './read-ndjson.ts';
import { rejectsPath, runImport } from './run-import.ts';

/** Exit codes: 0 everything is in, 1 some records were rejected, 2 it stopped and can go on, 64 it was called wrongly. */
const main = async (): Promise<number> => {
  if (process.argv.includes('--help')) {
    tell(usage);
    return 0;
  }
  const given = readArguments(process.argv.slice(2));
  const { METERLINE_URL, METERLINE_API_KEY } = process.env;
  const settings = settingsOf({
    ...(await destination(given.url ?? METERLINE_URL, given.key ?? METERLINE_API_KEY)),
    giveUpAfterMs: given.patienceMs,
  });
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
  const file = resolve(given.file);
  await access(file, constants.R_OK).catch(() => {
    throw new UsageError(`${file} cannot be read.`);
  });
  const done = await importFile({ ...given, file }, settings, interrupt.signal);
  tell(
    `${eventsIn(done.counts)} records: ${done.counts.accepted} accepted, ${done.counts.duplicates} duplicates, ${done.counts.rejected} rejected`,
  );
  if (done.counts.rejected === 0) return 0;
  tell(`why they were rejected: ${rejectsPath(file)}`);
  return 1;
};

const importFile = async (given: Arguments, settings: Settings, signal: AbortSignal): Promise<Checkpoint> => {
  const { file, concurrency, restart, mapping } = given;
  const { itemsFrom, header } = await reader(given);
  let bar: Progress | undefined;
  try {
    return await runImport(
      {
        file,
        concurrency,
        restart,
        itemsFrom,
        courier: courierOf(settings, (reason) => bar?.waits(reason)),
        settings: [settings.url, header, mapping.source, [...mapping.columns], [...mapping.constants]],
        onStart: (totalBytes, { at, counts }) => {
          tell(at.bytes === 0 ? `importing ${file}` : `going on with ${file} after line ${at.lines}`);
          bar = new Progress(totalBytes, at.bytes, counts);
        },
        onProgress: ({ at, counts }) => bar?.to(at.bytes, counts),
      },
      signal,
    );
  } finally {
    bar?.done();
  }
};

const courierOf = (settings: Settings, waits: (reason: string) => void): Courier => ({
  ...settings,
  post: postTo(settings),
  pacer: new Pacer(),
  onRetry: ({ reason }) => waits(`waiting: ${reason}`),
});

interface Reader {
  readonly itemsFrom: (from: Position) => AsyncIterable<Item>;
  readonly header: readonly string[];
}

/** @throws UsageError for columns that no event can be made of */
const reader = async ({ file, format, mapping }: Arguments): Promise<Reader> => {
  if (format === 'ndjson') return { header: [], itemsFrom: (from) => readNdjson(file, from, mapping.source) };
  const { header, next } = await readHeader(file);
  const map = columnMap(header, mapping);
  if (map.unused.length > 0) tell(`columns that are not used: ${map.unused.join(', ')}`);
  return { header, itemsFrom: (from) => readCsv(file, from.bytes === start.bytes ? next : from, header, map) };
};

const tell = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof ClientError)) throw error;
  const isUsage = error instanceof UsageError || error.code === 'invalid_option';
  process.stderr.write(
    isUsage ? `${error.message}\n\n${usage}\n` : `${error.message}\nThe same command goes on from where it stopped.\n`,
  );
  process.exitCode = isUsage ? 64 : 2;
}
