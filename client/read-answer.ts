import { retryAfter } from './retry-delay.ts';

/** Why the API rejects an event, with the event's place in the request. */
export interface Refusal {
  readonly index: number;
  readonly code: string;
  readonly detail: string;
  readonly pointer: string;
}

/** What a request came to. Only `settled` says that the events arrived. */
export type Answer =
  | { readonly kind: 'settled'; readonly duplicates: readonly number[]; readonly rejected: readonly Refusal[] }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string; readonly pointer: string }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'unsettled'; readonly reason: string; readonly retryAfterMs: number | undefined };

export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

const passing = new Set([408, 425, 429]);

/** @param events how many were sent */
export const readAnswer = (answer: HttpAnswer, events: number, nowMs: number): Answer => {
  const { status, text } = answer;
  const unsettled = (reason: string): Answer => ({
    kind: 'unsettled',
    reason,
    retryAfterMs: retryAfter(answer.retryAfter, nowMs),
  });
  if (status >= 500 || passing.has(status)) return unsettled(`HTTP ${status}`);
  if (status === 413) return { kind: 'too_large' };
  const body = objectOf(text);
  const settled = settledBy(body, events);
  if (settled !== undefined) return settled;
  // The page of a proxy, or an answer that was cut off: it does not say what became of the events.
  if (status < 300) return unsettled(`HTTP ${status} without the API's answer`);
  return {
    kind: 'refused',
    code: textOf(body.code) ?? `http_${status}`,
    detail: textOf(body.detail) ?? `The API answered ${status}.`,
    pointer: textOf(body.pointer) ?? '',
  };
};

/** The API's account of the request, if it accounts for every event of it. */
const settledBy = (body: Fields, events: number): Answer | undefined => {
  const { accepted, duplicates, rejected } = body;
  if (typeof accepted !== 'number' || !Array.isArray(duplicates) || !Array.isArray(rejected)) return undefined;
  const known = duplicates.map((entry) => indexOf(entry, events)).filter((index) => index !== undefined);
  const refused = rejected.map((entry) => refusalOf(entry, events)).filter((refusal) => refusal !== undefined);
  const told = new Set([...known, ...refused.map(({ index }) => index)]);
  if (told.size !== duplicates.length + rejected.length || told.size + accepted !== events) return undefined;
  return { kind: 'settled', duplicates: known, rejected: refused };
};

const refusalOf = (entry: unknown, events: number): Refusal | undefined => {
  const index = indexOf(entry, events);
  if (index === undefined) return undefined;
  const fields = fieldsOf(entry);
  return {
    index,
    code: textOf(fields.code) ?? 'rejected',
    detail: textOf(fields.detail) ?? '',
    pointer: textOf(fields.pointer) ?? '',
  };
};

const indexOf = (entry: unknown, events: number): number | undefined => {
  const { index } = fieldsOf(entry);
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < events ? index : undefined;
};

type Fields = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};

const objectOf = (text: string): Fields => {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
};
