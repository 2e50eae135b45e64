import { describe, expect, it } from 'vitest';
import { cursorOf, pageQuery, startKeyOf } from '../../../../functions/platform/http/page.ts';

describe('a cursor', () => {
  it('is the last key, and reads back', () => {
    const key = { pk: 'PLAN#ü', sk: 'VERSION#1', n: 5 };
    expect(startKeyOf(cursorOf(key) ?? '')).toEqual(key);
    expect(encodeURIComponent(cursorOf(key) ?? '')).toBe(cursorOf(key));
  });

  it('there is none after the last page, and the first page needs none', () => {
    expect(cursorOf(undefined)).toBeNull();
    expect(startKeyOf(undefined)).toBeUndefined();
  });

  it.each([[''], ['x'], ['!!!'], ['bnVsbA'], ['W10'], ['eyJhIjp7fX0'], ['eyJhIjpudWxsfQ']])(
    '"%s" is none: nothing, null, a list, a key of objects',
    (cursor) => {
      expect(() => startKeyOf(cursor)).toThrow(expect.objectContaining({ code: 'invalid_cursor' }));
    },
  );
});

describe('a page has 50 things, or 1 to 100', () => {
  it.each([
    [undefined, 50],
    ['1', 1],
    ['100', 100],
  ])('limit %s: %i', (limit, expected) => {
    expect(pageQuery.parse({ limit }).limit).toBe(expected);
  });

  it.each([['0'], ['101'], ['-1'], ['1.5'], ['x'], [''], ['Infinity']])('limit %s is refused', (limit) => {
    expect(pageQuery.safeParse({ limit }).success).toBe(false);
  });
});
