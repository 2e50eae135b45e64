import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventRow, maxMessageBytes, packMessages, unpackMessage } from '../../../functions/ingest/message.ts';
import { isJsonObject, type UsageEvent } from '../../../functions/ingest/usage-event.ts';
import { maxDataBytes } from '../../../functions/ingest/validate-event.ts';
import { fromMilliseconds } from '../../../functions/kernel/instant.ts';
import { usageEvent } from './sample.ts';

/** SQS takes these characters and no others (SendMessage, MessageBody), and 256 KiB until 2025. */
const allowed = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const sqsBytes = 256 * 1024;

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const anyText = fc.oneof(text, fc.constantFrom('\uffff\ufffe', '\u0000\u2028', '\ud800', '\\uffff', '__proto__'));
const json = fc.dictionary(
  anyText,
  fc.oneof(anyText, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.jsonValue()),
);
const events: fc.Arbitrary<UsageEvent> = fc
  .record({
    source: text,
    id: text,
    type: text,
    time: fc.integer({ min: 0, max: 4e12 }),
    data: json,
    letters: fc.nat(60_000),
  })
  .map(({ time, data, letters, ...names }) => {
    const whole: unknown = JSON.parse(JSON.stringify({ ...data, long: '€'.repeat(letters / 2) }));
    return usageEvent({ ...names, time: fromMilliseconds(time), data: isJsonObject(whole) ? whole : {} });
  });

describe('law: what is unpacked is what was packed', () => {
  it('every event, in its order, with its hash; each body within the bound and of characters that SQS takes', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 12 }), (sent) => {
        const bodies = packMessages(sent);
        expect(bodies.flatMap(unpackMessage)).toEqual(sent);
        for (const body of bodies) {
          expect(Buffer.byteLength(body)).toBeLessThanOrEqual(maxMessageBytes);
          expect(body).toMatch(allowed);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('one request becomes as few messages as fit', () => {
  const sized = (bytes: number) => {
    const empty = usageEvent({ data: { note: '' } });
    const note = '€'.repeat(Math.floor((bytes - Buffer.byteLength(eventRow(empty))) / 3));
    const rest = bytes - Buffer.byteLength(eventRow(usageEvent({ data: { note } })));
    return usageEvent({ data: { note: note + 'a'.repeat(rest) } });
  };
  const room = maxMessageBytes - '{"version":1,"events":[]}'.length;

  it('no events are no message', () => {
    expect(packMessages([])).toEqual([]);
  });

  it('1,000 usual events are one', () => {
    expect(packMessages(Array.from({ length: 1000 }, (_, n) => usageEvent({ id: `req_${n}` })))).toHaveLength(1);
  });

  it('two of half the room are one message, a byte more makes two: bytes count, not characters', () => {
    const half = Math.floor(room / 2) - 1;
    expect(packMessages([sized(half), sized(half)])).toHaveLength(1);
    expect(packMessages([sized(half), sized(half + 4)])).toHaveLength(2);
  });

  it('the largest event fits, even when each of its characters is escaped', () => {
    const data = { note: '\uffff'.repeat((maxDataBytes - 11) / 3) };
    const names = { source: '€'.repeat(256), id: '€'.repeat(256), type: '€'.repeat(256) };
    const [body = '', ...others] = packMessages([usageEvent({ ...names, data })]);
    expect(others).toEqual([]);
    expect(Buffer.byteLength(body)).toBeLessThan(maxMessageBytes);
    expect(maxMessageBytes).toBeLessThan(sqsBytes);
  });
});

describe('what is no message of ours is refused', () => {
  const row: readonly unknown[] = ['s', 'i', 't', 'c', '2026-10-03T14:11:09.120Z', {}];
  const message = (...events: readonly unknown[]) => JSON.stringify({ version: 1, events });

  it('a message is', () => {
    expect(unpackMessage(message(row))).toHaveLength(1);
    expect(unpackMessage(message())).toEqual([]);
  });

  it.each([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['no object', '[]'],
    ['null', 'null'],
    ['another version', '{"version":2,"events":[]}'],
    ['no events', '{"version":1}'],
    ['events that are no list', '{"version":1,"events":{}}'],
    ['an event that is no row', message({})],
    ['a row that is too short', message(row.slice(0, 5))],
    ['a row that is too long', message([...row, 1])],
    ['an id that is a number', message(row.with(1, 5))],
    ['an empty id', message(row.with(1, ''))],
    ['data that is a list', message(row.with(5, []))],
    ['data that is null', message(row.with(5, null))],
    ['a time that is none', message(row.with(4, 'now'))],
    ['one bad row among good ones', message(row, [], row)],
  ])('%s', (_, body) => {
    expect(() => unpackMessage(body)).toThrow();
  });
});
