import { type Answer, readAnswer } from './read-answer.ts';
import type { Fetch } from './settings.ts';

export interface Address {
  /** Of the events themselves: `https://…/v1/events`. */
  readonly url: string;
  readonly apiKey: string | (() => string | Promise<string>);
  readonly requestTimeoutMs: number;
  readonly fetch: Fetch;
}

/** @param events each as JSON */
export type Post = (events: readonly string[], signal: AbortSignal) => Promise<Answer>;

/** Makes one request. If it fails on the way, that is an answer too, `unsettled`: nobody knows what became of the events. */
export const postTo =
  (address: Address): Post =>
  async (events, signal) => {
    try {
      return await withDeadline(address.requestTimeoutMs, signal, (inner) => post(address, events, inner));
    } catch (error) {
      return { kind: 'unsettled', reason: reasonOf(error), retryAfterMs: undefined };
    }
  };

const post = async (
  { url, apiKey, fetch }: Address,
  events: readonly string[],
  signal: AbortSignal,
): Promise<Answer> => {
  const key = typeof apiKey === 'string' ? apiKey : await apiKey();
  const response = await fetch(url, {
    method: 'POST',
    // A redirected POST would become a GET.
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/cloudevents-batch+json; charset=utf-8',
      accept: 'application/json, application/problem+json',
    },
    body: `[${events.join(',')}]`,
    signal,
  });
  const { status, headers } = response;
  const answer = { status, retryAfter: headers.get('retry-after'), text: await response.text() };
  return readAnswer(answer, events.length, Date.now());
};

/** Ends at the deadline, even if `run` ignores its signal. It does not use `AbortSignal.any`, which leaks memory in Node 20
 *  when one of the signals lives on. */
const withDeadline = async <T>(
  milliseconds: number,
  outer: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const controller = new AbortController();
  const abort = (): void => controller.abort(outer.reason);
  const timer = setTimeout(() => controller.abort(new DOMException('no answer in time', 'TimeoutError')), milliseconds);
  timer.unref();
  outer.addEventListener('abort', abort, { once: true });
  const aborted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  if (outer.aborted) abort();
  try {
    return await Promise.race([run(controller.signal), aborted]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', abort);
  }
};

/** `ECONNREFUSED` and the like, which fetch has as the cause of its error. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
};
