import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../functions/ingest/usage-event.ts';
import { digest, meterKey } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { counterKey, lateCounterKey } from '../../../../functions/meter/counter/counter-key.ts';
import { groupKey, groupText } from '../../../../functions/meter/counter/group.ts';

const groupOf = (data: JsonObject, ...groupBy: readonly string[]): string => groupKey({ groupBy }, data) ?? 'none';

it('a meter without group-by properties has no group', () => {
  expect(groupKey({ groupBy: [] }, { a: '4K' })).toBeNull();
});

describe('a group is its values as text', () => {
  it.each<[string, JsonObject, string]>([
    ['a text', { a: '4K' }, '4K'],
    ['a number', { a: 4 }, '4'],
    ['true', { a: true }, 'true'],
    ['nothing', {}, ''],
    ['null', { a: null }, ''],
    ['an object, whatever the order of its keys', { a: { c: 1, b: 2 } }, '{"b":2,"c":1}'],
    ['# and %, which separate, escaped', { a: 'a#b%23' }, 'a%23b%2523'],
  ])('%s', (_, data, group) => {
    expect(groupOf(data, 'a')).toBe(group);
  });

  it('several are joined: ("a#", "") is not ("a", "#")', () => {
    expect(groupOf({ a: 'a#', b: '' }, 'a', 'b')).not.toBe(groupOf({ a: 'a', b: '#' }, 'a', 'b'));
    expect(groupOf({ a: '1', b: '2' }, 'a', 'b')).toBe('1#2');
  });

  it('what every object inherits is no value: the event is counted without one', () => {
    expect(groupOf({}, 'constructor', 'toString', '__proto__')).toBe('##');
  });

  it('a long text ends in its digest: two that differ at their end stay two', () => {
    const long = 'x'.repeat(200);
    expect(groupOf({ a: `${long}1` }, 'a')).toHaveLength(58);
    expect(groupOf({ a: `${long}1` }, 'a')).not.toBe(groupOf({ a: `${long}2` }, 'a'));
  });

  it.each<[string, Json]>([
    ['half a character', 'a\ud83d'],
    ['a long one that the cut would halve', `${'a'.repeat(36)}😀${'b'.repeat(100)}`],
    ['a key of an object', { 'a\ud83d': 1 }],
  ])('is UTF-8, as a key has to be: %s', (_, value) => {
    expect(groupOf({ a: value }, 'a').isWellFormed()).toBe(true);
  });

  it.each([58, 59, 200])(
    'five values of %i characters fit into a sort key of 1,024 bytes: late, of a distinct value',
    (length) => {
      const names = ['a', 'b', 'c', 'd', 'e'];
      const longest = groupOf(Object.fromEntries(names.map((name) => [name, '€'.repeat(length)])), ...names);
      const window = parseInstant('2026-10-03T14:00:00Z');
      const taken = { kind: 'distinct', value: digest('any') } as const;
      const key = lateCounterKey(
        window,
        counterKey({ meter: meterKey('m'.repeat(64)), window, group: longest, taken }),
      );
      expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
    },
  );

  it('reads back as it was, but for a long one', () => {
    for (const text of ['4K', 'a#b%23', '%25', '##', '']) expect(groupText(groupOf({ a: text }, 'a'))).toBe(text);
  });
});
