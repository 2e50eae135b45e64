import type { Pacer } from './pacer.ts';
import type { Post } from './post-events.ts';
import type { Answer } from './read-answer.ts';
import type { Retry } from './reports.ts';
import { backOff } from './retry-delay.ts';

/** What became of an event. `rejected`: the API refuses this event. `refused`: the API refuses the whole request, as with a
 *  wrong key. */
export type Verdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'duplicate' }
  | {
      readonly kind: 'rejected' | 'refused';
      readonly code: string;
      readonly detail: string;
      readonly pointer: string;
    }
  | { readonly kind: 'undelivered'; readonly reason: string };

export interface Courier {
  readonly post: Post;
  readonly pacer: Pacer;
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
  /** Milliseconds of retrying after which a request is given up. Undefined: never. */
  readonly giveUpAfterMs: number | undefined;
  readonly onRetry: (retry: Retry) => void;
}

const accepted: Verdict = { kind: 'accepted' };
const duplicate: Verdict = { kind: 'duplicate' };

/** Sends events, again and again the same ones, until the API has said what became of each. After `giveUpAfterMs`, or when
 *  it is aborted, the verdict is `undelivered`.
 *  @param events each as JSON, one or more
 *  @returns a verdict for each, in order */
export const deliver = async (
  events: readonly string[],
  courier: Courier,
  signal: AbortSignal,
): Promise<readonly Verdict[]> => {
  const started = Date.now();
  for (let attempt = 0; ; attempt++) {
    await courier.pacer.released(signal);
    const answer = await courier.post(events, signal);
    if (answer.kind === 'too_large' && events.length > 1) return halves(events, courier, signal);
    if (answer.kind !== 'unsettled') return verdicts(answer, events.length);
    const { reason } = answer;
    const givesUp = courier.giveUpAfterMs !== undefined && Date.now() - started >= courier.giveUpAfterMs;
    if (signal.aborted || givesUp) return events.map(() => ({ kind: 'undelivered', reason }));
    await pause(answer, attempt, courier, events.length, signal);
  }
};

type Unsettled = Extract<Answer, { kind: 'unsettled' }>;

/** Waits before the next try: never less than `Retry-After` asks for, and a random time on top, so that not all senders come
 *  back in the same moment. */
const pause = async (
  { reason, retryAfterMs }: Unsettled,
  attempt: number,
  { pacer, retryBaseMs, retryCapMs, onRetry }: Courier,
  events: number,
  signal: AbortSignal,
): Promise<void> => {
  const jitter = backOff(attempt, retryBaseMs, retryCapMs, Math.random());
  const delayMs = (retryAfterMs ?? 0) + jitter;
  onRetry({ attempt: attempt + 1, events, delayMs, reason });
  if (retryAfterMs === undefined) await pacer.backOff(jitter, signal);
  else pacer.hold(delayMs);
};

const halves = async (
  events: readonly string[],
  courier: Courier,
  signal: AbortSignal,
): Promise<readonly Verdict[]> => {
  const middle = Math.ceil(events.length / 2);
  const first = await deliver(events.slice(0, middle), courier, signal);
  return [...first, ...(await deliver(events.slice(middle), courier, signal))];
};

const verdicts = (answer: Exclude<Answer, Unsettled>, events: number): readonly Verdict[] => {
  const all: Verdict[] = Array.from({ length: events }, () => accepted);
  if (answer.kind === 'too_large') {
    const detail = 'The event is larger than the API takes.';
    return all.map(() => ({ kind: 'rejected', code: 'request_too_large', detail, pointer: '' }));
  }
  if (answer.kind === 'refused') return all.map(() => answer);
  for (const index of answer.duplicates) all[index] = duplicate;
  for (const { index, ...mistake } of answer.rejected) all[index] = { kind: 'rejected', ...mistake };
  return all;
};
