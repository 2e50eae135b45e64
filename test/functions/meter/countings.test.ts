import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../../functions/catalog/instant.ts';
import type { Json, JsonObject } from '../../../functions/ingest/usage-event.ts';
import { countingsOf } from '../../../functions/meter/countings.ts';
import { counterKey, lateCounterKey } from '../../../functions/meter/route-batch.ts';
import { jobs, minutes, usageEvent } from '../ingest/sample.ts';

const groupOf = (data: JsonObject, ...groupBy: readonly string[]): string => {
  const countable = countingsOf(usageEvent({ data }), [{ ...jobs, groupBy }]);
  return countable.ok ? (countable.countings[0]?.group ?? 'none') : 'uncountable';
};

describe('each meter of its type takes from an event what it counts', () => {
  it('5 minutes and 1 job, in the hour of the event', () => {
    expect(countingsOf(usageEvent(), [minutes, jobs])).toMatchObject({
      ok: true,
      countings: [
        { meter: 'minutes', window: '2026-10-03T14:00:00.000Z', group: '' },
        { meter: 'jobs', window: '2026-10-03T14:00:00.000Z', group: '' },
      ],
    });
  });

  it('no meter, nothing: it is only kept in the log', () => {
    expect(countingsOf(usageEvent(), [])).toMatchObject({ ok: true, countings: [] });
  });

  it('one that cannot read it makes the event uncountable for all', () => {
    expect(countingsOf(usageEvent({ data: {} }), [jobs, minutes])).toMatchObject({
      ok: false,
      mistake: { code: 'quantity_missing', pointer: '/data/minutes' },
    });
  });
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
    expect(groupOf({ a: `${long}1` }, 'a')).toHaveLength(60);
    expect(groupOf({ a: `${long}1` }, 'a')).not.toBe(groupOf({ a: `${long}2` }, 'a'));
  });

  it.each<[string, Json]>([
    ['half a character', 'a\ud83d'],
    ['a long one that the cut would halve', `${'a'.repeat(36)}😀${'b'.repeat(100)}`],
    ['a key of an object', { 'a\ud83d': 1 }],
  ])('is UTF-8, as a key has to be: %s', (_, value) => {
    expect(groupOf({ a: value }, 'a').isWellFormed()).toBe(true);
  });

  it('five of the longest values fit into a sort key of 1,024 bytes, late too', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const longest = groupOf(Object.fromEntries(names.map((name) => [name, '€'.repeat(60)])), ...names);
    const window = parseInstant('2026-10-03T14:00:00Z');
    const key = lateCounterKey(window, counterKey('m'.repeat(64), window, longest));
    expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
  });
});
