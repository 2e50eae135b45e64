import { parseArgs } from 'node:util';
import type { Mapping } from './column-map.ts';
import { UsageError } from './import-error.ts';

export const usage = `npm run import -- <events.ndjson|events.csv> [options]

  --url <url>            the API with its stage, https://…/v1      METERLINE_URL      default: the local stack (npm run local up)
  --key <key>            an API key with the scope ingest          METERLINE_API_KEY
  --source <source>      of events that name none
  --concurrency <n>      requests under way at once, 1 to 64; default 4
  --patience <seconds>   how long a request is tried again before the import stops; default 300
  --restart              from the beginning, whatever the checkpoint says
  CSV, whose columns are id, source, type, subject, time, and data.<key> or whatever else there is:
  --map <name>=<column>  another column: --map subject=customer --map data.minutes=duration
  --set <name>=<value>   the same type or subject in every event`;

export interface Arguments {
  readonly file: string;
  readonly format: 'ndjson' | 'csv';
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly concurrency: number;
  readonly patienceMs: number;
  readonly restart: boolean;
  readonly mapping: Mapping;
}

const options = {
  url: { type: 'string' },
  key: { type: 'string' },
  source: { type: 'string' },
  concurrency: { type: 'string', default: '4' },
  patience: { type: 'string', default: '300' },
  restart: { type: 'boolean', default: false },
  map: { type: 'string', multiple: true },
  set: { type: 'string', multiple: true },
} as const;

/** @throws UsageError */
export const readArguments = (words: readonly string[]): Arguments => {
  const { values, positionals } = parsed(words);
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new UsageError('Name one file.');
  const columns = pairs('--map', values.map ?? [], /^(id|source|type|subject|time|data\..+)$/);
  const constants = pairs('--set', values.set ?? [], /^(type|subject)$/);
  const format = formatOf(file);
  if (format === 'ndjson' && columns.size + constants.size > 0) throw new UsageError('--map and --set are for CSV.');
  return {
    file,
    format,
    url: values.url,
    key: values.key,
    concurrency: wholeNumber('--concurrency', values.concurrency, 64),
    patienceMs: 1000 * wholeNumber('--patience', values.patience, 86_400),
    restart: values.restart,
    mapping: { columns, constants, source: values.source },
  };
};

const parsed = (words: readonly string[]) => {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
};

const formatOf = (file: string): 'ndjson' | 'csv' => {
  if (/\.csv$/i.test(file)) return 'csv';
  if (/\.(ndjson|jsonl)$/i.test(file)) return 'ndjson';
  throw new UsageError(`${file} is neither .ndjson (or .jsonl) nor .csv.`);
};

const wholeNumber = (name: string, text: string, most: number): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most)
    throw new UsageError(`${name} is a whole number from 1 to ${most}.`);
  return value;
};

const pairs = (option: string, words: readonly string[], names: RegExp): ReadonlyMap<string, string> =>
  new Map(
    words.map((word) => {
      const [, name = '', value = ''] = /^([^=]+)=(.+)$/.exec(word) ?? [];
      if (!names.test(name)) throw new UsageError(`${option} ${word} is not understood.`);
      return [name, value] as const;
    }),
  );
