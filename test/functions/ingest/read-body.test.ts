import { describe, expect, it } from 'vitest';
import { maxRequestBytes, readBody } from '../../../functions/ingest/read-body.ts';

const one = 'application/cloudevents+json';
const many = 'application/cloudevents-batch+json';
const code = (text: string, contentType: string): unknown => {
  try {
    return readBody(text, contentType);
  } catch (error) {
    return Object(error).code;
  }
};

describe('the content type says whether a body is one event or many', () => {
  it.each([
    [one, '{"id":"1"}', [{ id: '1' }]],
    [many, '[{"id":"1"},{"id":"2"}]', [{ id: '1' }, { id: '2' }]],
    ['application/json', '{"id":"1"}', [{ id: '1' }]],
    ['application/json; charset=utf-8', '[{"id":"1"}]', [{ id: '1' }]],
    ['Application/CloudEvents+JSON', '{"id":"1"}', [{ id: '1' }]],
  ])('%s: %s', (contentType, text, events) => {
    expect(readBody(text, contentType).events).toEqual(events);
  });

  it.each([
    ['text/plain', '{}', 'content_type_unsupported'],
    ['', '{}', 'content_type_unsupported'],
    ['application/jsonp', '{}', 'content_type_unsupported'],
    [one, '[{}]', 'single_event_expected'],
    [many, '{}', 'batch_expected'],
    [many, '[]', 'no_events'],
    ['application/json', '[]', 'no_events'],
    ['application/json', '', 'malformed_json'],
    ['application/json', '{"id":', 'malformed_json'],
  ])('%s with %s is refused: %s', (contentType, text, refusal) => {
    expect(code(text, contentType)).toBe(refusal);
  });

  it('a place in an event is below its index in an array, and at the top in one event', () => {
    expect(readBody('[{},{}]', many).pointer(1)).toBe('/1');
    expect(readBody('{}', one).pointer(0)).toBe('');
  });
});

describe('a request has at most 1,000 events and 5 MB', () => {
  it('1,000 events are taken, 1,001 are not', () => {
    expect(readBody(JSON.stringify(Array(1000).fill({})), many).events).toHaveLength(1000);
    expect(code(JSON.stringify(Array(1001).fill({})), many)).toBe('too_many_events');
  });

  it('bytes count, not characters: 5 MiB of "é" are half as many letters', () => {
    const event = (letters: number) => `{"a":"${'é'.repeat(letters)}"}`;
    const most = (maxRequestBytes - 8) / 2;
    expect(readBody(event(most), one).events).toHaveLength(1);
    expect(code(event(most + 1), one)).toBe('request_too_large');
  });
});

it('300,000 duplicates a million levels deep are read in one go: only the way to the first is made', () => {
  const text = `${'['.repeat(1_000_000)}{"a":1${',"a":1'.repeat(300_000)}}${']'.repeat(1_000_000)}`;
  expect(readBody(text, 'application/json').ambiguous.get(0)?.code).toBe('duplicate_key');
});
