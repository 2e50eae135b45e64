import { duplicateKeys } from '../kernel/duplicate-keys.ts';
import { duplicateKeyMistake } from '../kernel/json-body.ts';
import { InvalidInput, type Mistake, RequestTooLarge } from '../kernel/meterline-error.ts';
import { parseJson } from './json-numbers.ts';

/** Limits of one request. */
export const maxRequestBytes = 5 * 1024 * 1024;
export const maxRequestEvents = 1000;

const single = 'application/cloudevents+json';
const batch = 'application/cloudevents-batch+json';
const either = 'application/json';

/** The events of a request, before any of them is looked at. */
export interface Inputs {
  readonly events: readonly unknown[];
  /** What is wrong with the text of events in which a key stands twice, by the index of the event. It is found in the text, since
   *  the value that was read from it does not show it any more. */
  readonly ambiguous: ReadonlyMap<number, Mistake>;
  /** The JSON pointer of an event in the body. For a single event it is the body itself. */
  readonly pointer: (index: number) => string;
}

/** Reads one event or an array of events, by the content type (CloudEvents 1.0, HTTP binding §3.2, §3.3).
 *  @throws InvalidInput `content_type_unsupported`, `malformed_json`, `batch_expected`, `single_event_expected`,
 *    `no_events`
 *  @throws RequestTooLarge */
export const readBody = (text: string, contentType: string): Inputs => {
  const [mediaType = ''] = contentType.toLowerCase().split(';');
  const kind = mediaType.trim();
  if (kind !== single && kind !== batch && kind !== either) {
    throw refuse('content_type_unsupported', `The Content-Type is ${single}, ${batch} or ${either}.`);
  }
  if (Buffer.byteLength(text) > maxRequestBytes)
    throw new RequestTooLarge('request_too_large', 'A request has at most 5 MB.');
  const body = parseJson(text);
  if (kind === batch && !Array.isArray(body)) throw refuse('batch_expected', `${batch} is an array of events.`);
  if (kind === single && Array.isArray(body)) throw refuse('single_event_expected', `${single} is one event.`);
  const events: readonly unknown[] = Array.isArray(body) ? body : [body];
  if (events.length === 0) throw refuse('no_events', 'The batch is empty.');
  if (events.length > maxRequestEvents)
    throw new RequestTooLarge('too_many_events', `A request has at most ${maxRequestEvents} events.`);
  const isBatch = Array.isArray(body);
  return { events, ambiguous: ambiguousIn(text, isBatch), pointer: (index) => (isBatch ? `/${index}` : '') };
};

/** The first key that stands twice, for each event that has one. */
const ambiguousIn = (text: string, isBatch: boolean): ReadonlyMap<number, Mistake> => {
  const mistakes = new Map<number, Mistake>();
  for (const { first, path } of duplicateKeys(text)) {
    const index = isBatch ? Number(first) : 0;
    if (!mistakes.has(index)) mistakes.set(index, duplicateKeyMistake(isBatch ? path().slice(1) : path()));
  }
  return mistakes;
};

const refuse = (code: string, detail: string): InvalidInput => new InvalidInput({ code, pointer: '', detail });
