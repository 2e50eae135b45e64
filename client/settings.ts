import { InvalidOption } from './client-error.ts';
import type { Listeners } from './reports.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface SpoolOptions {
  readonly path: string;
  /** What a recorded event survives: the end of the process (default), or also a loss of power, at the price of a disk flush
   *  for every event. */
  readonly survives?: 'process' | 'power_loss' | undefined;
}

export interface ClientOptions extends Listeners {
  /** The API with its stage: `https://….amazonaws.com/v1`. */
  readonly url: string;
  /** With the scope `ingest`. A function is asked before every request, so that a key can be changed. */
  readonly apiKey: string | (() => string | Promise<string>);
  /** Of events that name none. Default `default`, as at the API. */
  readonly source?: string | undefined;
  /** 1 to 1,000; default 500. */
  readonly maxBatchEvents?: number | undefined;
  /** Bytes of a request's body, and so of an event: 1,024 to 4,000,000; default 1,000,000. */
  readonly maxBatchBytes?: number | undefined;
  /** The longest that an event waits for others, milliseconds; default 1,000. */
  readonly flushIntervalMs?: number | undefined;
  /** Requests under way at once, 1 to 64; default 4. */
  readonly maxRequests?: number | undefined;
  /** Events that are recorded and not yet answered; default 100,000. */
  readonly maxQueuedEvents?: number | undefined;
  /** Their bytes as JSON; default 32,000,000. */
  readonly maxQueuedBytes?: number | undefined;
  /** `reject` (default): `record` takes no more and says so. `drop-oldest`: the event that has waited longest goes, and is
   *  reported. */
  readonly whenFull?: 'reject' | 'drop-oldest' | undefined;
  /** Milliseconds; default 30,000, more than API Gateway takes for an answer. */
  readonly requestTimeoutMs?: number | undefined;
  /** The first back-off's upper bound, milliseconds; default 200. */
  readonly retryBaseMs?: number | undefined;
  /** Every back-off's upper bound, milliseconds; default 30,000. */
  readonly retryCapMs?: number | undefined;
  /** After so many milliseconds of retrying, a request's events are dropped and reported. Default: never. */
  readonly giveUpAfterMs?: number | undefined;
  /** How long `close` goes on trying, milliseconds; default 10,000. */
  readonly closeTimeoutMs?: number | undefined;
  /** Keeps what is recorded in a file until it is answered. One file a process. */
  readonly spool?: SpoolOptions | undefined;
  /** In place of the global one. */
  readonly fetch?: Fetch | undefined;
}

export type Settings = ReturnType<typeof settingsOf>;

/** Longest time that a timer can have, milliseconds. */
export const longestTimer = 2_147_483_647;

/** @throws InvalidOption */
export const settingsOf = (options: ClientOptions) => {
  const maxBatchEvents = within('maxBatchEvents', options.maxBatchEvents ?? 500, 1, 1000);
  const maxBatchBytes = within('maxBatchBytes', options.maxBatchBytes ?? 1_000_000, 1024, 4_000_000);
  const milliseconds = (name: string, value: number): number => within(name, value, 1, longestTimer);
  const { apiKey, giveUpAfterMs } = options;
  return {
    url: eventsUrl(options.url),
    apiKey: typeof apiKey === 'string' ? headerValue('apiKey', apiKey) : apiKey,
    source: options.source ?? 'default',
    maxBatchEvents,
    maxBatchBytes,
    flushIntervalMs: milliseconds('flushIntervalMs', options.flushIntervalMs ?? 1000),
    maxRequests: within('maxRequests', options.maxRequests ?? 4, 1, 64),
    maxQueuedEvents: within('maxQueuedEvents', options.maxQueuedEvents ?? 100_000, 1, 10_000_000),
    maxQueuedBytes: within('maxQueuedBytes', options.maxQueuedBytes ?? 32_000_000, maxBatchBytes, 1_000_000_000),
    whenFull: options.whenFull ?? 'reject',
    requestTimeoutMs: milliseconds('requestTimeoutMs', options.requestTimeoutMs ?? 30_000),
    retryBaseMs: milliseconds('retryBaseMs', options.retryBaseMs ?? 200),
    retryCapMs: milliseconds('retryCapMs', options.retryCapMs ?? 30_000),
    giveUpAfterMs: giveUpAfterMs === undefined ? undefined : milliseconds('giveUpAfterMs', giveUpAfterMs),
    closeTimeoutMs: milliseconds('closeTimeoutMs', options.closeTimeoutMs ?? 10_000),
    fetch: options.fetch ?? fetch,
  };
};

const within = (name: string, value: number, least: number, most: number): number => {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new InvalidOption(`${name} is a whole number from ${least} to ${most}, and not ${value}.`);
  return value;
};

const eventsUrl = (url: string): string => {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new InvalidOption(`url is the API's address, https://…/v1, and not "${url}".`);
  return `${url.replace(/\/+$/, '')}/events`;
};

const headerValue = (name: string, value: string): string => {
  if (!/^[\x21-\x7e]+$/.test(value)) throw new InvalidOption(`${name} is empty, or has characters that no key has.`);
  return value;
};
