import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, contentHash } from '../../../functions/ingest/content-hash.ts';
import { claimKeyOf, isJsonObject } from '../../../functions/ingest/usage-event.ts';
import { customerId } from '../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';
import { usageEvent } from './sample.ts';

const hashOfData = (json: string): string => {
  const data: unknown = JSON.parse(json);
  return contentHash(usageEvent(isJsonObject(data) ? { data } : {}));
};

describe('the content hash is of what makes an event this one', () => {
  it.each([
    ['the order of keys', '{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}'],
    ['how a number is written', '{"a":5,"b":100}', '{"a":5.0,"b":1e2}'],
    ['how a text is escaped', '{"a":"é/"}', '{"a":"\\u00e9\\/"}'],
    ['the sign of zero', '{"a":0}', '{"a":-0}'],
  ])('%s is no part of it', (_, a, b) => {
    expect(hashOfData(a)).toBe(hashOfData(b));
  });

  it('the time is no part of it: a retry may stamp a new one', () => {
    expect(contentHash(usageEvent({ time: parseInstant('2026-10-04T00:00:00Z') }))).toBe(contentHash(usageEvent()));
  });

  it.each([
    ['"5" and 5', '{"a":"5"}', '{"a":5}'],
    ['an order in a list', '{"a":[1,2]}', '{"a":[2,1]}'],
    ['null and nothing', '{"a":null}', '{}'],
    ['a key and the text of it', '{"a":{"b":1}}', '{"a":"{\\"b\\":1}"}'],
    ['__proto__ and nothing', '{"__proto__":1}', '{}'],
  ])('%s are different content', (_, a, b) => {
    expect(hashOfData(a)).not.toBe(hashOfData(b));
  });

  it('type and customer are parts of their own: ("ab", "c") is not ("a", "bc")', () => {
    const of = (type: string, customer: string) =>
      contentHash({ ...usageEvent(), type, customer: customerId(customer) });
    expect(of('ab', 'c')).not.toBe(of('a', 'bc'));
  });

  it('the order of keys is no part of it, however deep they lie', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, turned(item)]),
      );
    };
    fc.assert(
      fc.property(fc.json(), (json) => {
        const value = JSON.parse(json);
        const other = JSON.parse(JSON.stringify(turned(value)));
        expect(canonicalJson(other)).toBe(canonicalJson(value));
      }),
    );
  });

  it('canonical JSON reads back as what it was made of', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(canonicalJson(json))).toEqual(json);
      }),
    );
  });
});

describe('a claim key stands for one pair of source and id', () => {
  it.each([
    [
      { source: 'a', id: 'b#c' },
      { source: 'a#b', id: 'c' },
    ],
    [
      { source: 'a%23', id: 'c' },
      { source: 'a#', id: 'c' },
    ],
    [
      { source: 'a%', id: '23' },
      { source: 'a%2', id: '3' },
    ],
    [
      { source: 'a#', id: 'b' },
      { source: 'a', id: '#b' },
    ],
  ])('%o and %o have two', (a, b) => {
    expect(claimKeyOf(a)).not.toBe(claimKeyOf(b));
  });

  it('for all pairs, and stays below the 2,048 bytes of a partition key', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom('#', '%', '2', '3', '5', 'a'), maxLength: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 100 }),
      fc.constantFrom('#'.repeat(256), '€'.repeat(256)),
    );
    fc.assert(
      fc.property(text, text, text, text, (source, id, otherSource, otherId) => {
        const key = claimKeyOf({ source, id });
        const same = source === otherSource && id === otherId;
        expect(key === claimKeyOf({ source: otherSource, id: otherId })).toBe(same);
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(2048);
      }),
      { numRuns: 300 },
    );
  });
});
