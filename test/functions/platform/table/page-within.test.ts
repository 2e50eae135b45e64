import { describe, expect, it } from 'vitest';
import { pageWithin } from '../../../../functions/platform/table/page-within.ts';

const things = ['a', 'b', 'c', 'd', 'e'];
const page = (limit: number, cursor?: string | null) =>
  pageWithin(things, { limit, cursor: cursor ?? undefined }, (thing) => thing);

describe('a page of things that were read together', () => {
  it('goes on after the last one, and ends without a cursor', () => {
    const first = page(2);
    const second = page(2, first.nextCursor);
    const third = page(2, second.nextCursor);
    expect([first.data, second.data, third]).toEqual([['a', 'b'], ['c', 'd'], { data: ['e'], nextCursor: null }]);
  });

  it('has no cursor where it ends with the last thing, or has none', () => {
    expect(page(5)).toEqual({ data: things, nextCursor: null });
    expect(pageWithin([], { limit: 1 }, String)).toEqual({ data: [], nextCursor: null });
  });

  it('goes on also where the thing of the cursor is gone', () => {
    const { nextCursor } = page(2);
    expect(pageWithin(['a', 'c'], { limit: 2, cursor: nextCursor ?? '' }, String).data).toEqual(['c']);
  });
});
