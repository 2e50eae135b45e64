import { countingAt, type Meter } from '../catalog/meter/meter.ts';
import { customerId, isCustomerId } from '../kernel/ids.ts';
import { type Instant, parseInstant } from '../kernel/instant.ts';
import { pointerOf } from '../kernel/json-pointer.ts';
import { InvalidInput, type Mistake } from '../kernel/meterline-error.ts';
import { canonicalJson, hashOf } from './content-hash.ts';
import { findInexact, InexactNumber } from './json-numbers.ts';
import { judgeEvent, type Unreadable } from './judge-event.ts';
import { isJsonObject, type JsonObject, type UsageEvent } from './usage-event.ts';

/** How many UTF-8 bytes the data has at most as JSON. So an event still fits into a message with its envelope, and
 *  with every character escaped. */
export const maxDataBytes = 120 * 1024;
const maxTextLength = 256;
const maxDepth = 16;

export type Validated =
  | { readonly ok: true; readonly event: UsageEvent; readonly unreadable: readonly Unreadable[] }
  | { readonly ok: false; readonly mistake: Mistake };

class Rejection extends InvalidInput {}

const reject = (code: string, pointer: string, detail: string): never => {
  throw new Rejection({ code, pointer, detail });
};

/** Validates a CloudEvents 1.0 event in JSON: gives the event, or the first mistake in it. Whether its `time` is
 *  acceptable now, `event-time.ts` says.
 *  An event that several meters count is refused only where none of them can read it; those that cannot are told beside it.
 *  @param metersOf the meters that count a type of event */
export const validateEvent = (input: unknown, metersOf: (type: string) => readonly Meter[]): Validated => {
  try {
    return { ok: true, ...read(input, metersOf) };
  } catch (error) {
    if (error instanceof InvalidInput && error.mistakes[0] !== undefined)
      return { ok: false, mistake: error.mistakes[0] };
    throw error;
  }
};

const read = (input: unknown, metersOf: (type: string) => readonly Meter[]) => {
  if (!isObject(input)) return reject('event_not_an_object', '', 'An event is a JSON object.');
  if (input.specversion !== undefined && input.specversion !== '1.0')
    reject('specversion_unsupported', '/specversion', 'Only CloudEvents 1.0 is understood.');
  const id = text(input, 'id');
  const source = input.source === undefined ? 'default' : text(input, 'source');
  const type = text(input, 'type');
  const customer = customerId(subject(input));
  const time = timeOf(input);
  const data = dataOf(input);
  const content = canonicalJson(data);
  // JSON has half of a surrogate pair as an escape. Where there is none, nothing is to be looked for.
  const broken = content.includes('\\ud') ? findBroken(data, '/data') : undefined;
  if (broken !== undefined)
    reject('data_invalid', broken, 'A text or key has half of a character (an unpaired surrogate).');
  if (Buffer.byteLength(content) > maxDataBytes)
    reject('data_too_large', '/data', `"data" has at most ${maxDataBytes / 1024} KiB.`);
  const { readable, unreadable } = judgeEvent({ data }, countingAt(metersOf(type), time));
  const [first] = unreadable;
  if (first !== undefined && readable.length === 0) throw new Rejection(first.mistake);
  return { event: { source, id, type, customer, time, data, hash: hashOf(type, customer, content) }, unreadable };
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (input: Readonly<Record<string, unknown>>, name: string): string => {
  const value = input[name];
  if (value === undefined || value === null || value === '')
    return reject(`${name}_required`, `/${name}`, `"${name}" is required and never made up.`);
  if (typeof value !== 'string') return reject(`${name}_not_text`, `/${name}`, `"${name}" is a string.`);
  if (value.length > maxTextLength)
    return reject(`${name}_too_long`, `/${name}`, `"${name}" has at most ${maxTextLength} characters.`);
  if (hasForbiddenCharacter(value)) reject(`${name}_invalid`, `/${name}`, `"${name}" has a character that is none.`);
  return value;
};

/** Whether the text has a character that CloudEvents 1.0 forbids (§2.1): a control character, a noncharacter, or half
 *  of a surrogate pair. */
const hasForbiddenCharacter = (value: string): boolean =>
  /[\p{Cc}\p{Noncharacter_Code_Point}]/u.test(value) || !value.isWellFormed();

/** The id of the customer, by the rule of `isCustomerId`. */
const subject = (input: Readonly<Record<string, unknown>>): string => {
  const value = text(input, 'subject');
  if (!isCustomerId(value))
    reject('subject_invalid', '/subject', 'A customer id is 1 to 128 of A-Z a-z 0-9 . _ - : @, and no path of dots.');
  return value;
};

const timeOf = (input: Readonly<Record<string, unknown>>): Instant => parseInstant(text(input, 'time'), '/time');

const dataOf = (input: Readonly<Record<string, unknown>>): JsonObject => {
  if (input.data_base64 !== undefined)
    return reject('data_not_json', '/data_base64', 'Send "data", a JSON object: what is in "data_base64" is not read.');
  const data = input.data ?? {};
  if (!isJsonObject(data)) return reject('data_not_an_object', '/data', '"data" is a JSON object.');
  if (depth(data, 0) > maxDepth) return reject('data_too_deep', '/data', `"data" nests at most ${maxDepth} deep.`);
  const inexact = findInexact(data, '/data');
  if (inexact !== undefined) {
    return reject(
      'number_too_precise',
      inexact.pointer,
      `${inexact.text.slice(0, 60)} is more than a JSON number can hold (15 digits, 1e-307 to 1e308): send it as a string.`,
    );
  }
  return data;
};

/** The JSON pointer of the first text or key that has half of a surrogate pair. Counters are kept by such texts, and DynamoDB takes
 *  none that is no Unicode. */
const findBroken = (value: unknown, pointer: string): string | undefined => {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : pointer;
  if (typeof value !== 'object' || value === null || value instanceof InexactNumber) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const found = key.isWellFormed() ? findBroken(item, pointer + pointerOf([key])) : pointer;
    if (found !== undefined) return found;
  }
  return undefined;
};

const depth = (value: unknown, level: number): number => {
  if (level > maxDepth || typeof value !== 'object' || value === null) return level;
  let deepest = level;
  for (const item of Object.values(value)) deepest = Math.max(deepest, depth(item, level + 1));
  return deepest;
};
