import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { entering, itemBytes, living } from '../../../../functions/platform/table/item-size.ts';
import { itemBytes as bytesOfAmazon } from '../../../support/item-limits.ts';

const tooLarge = expect.objectContaining({ code: 'item_too_large', kind: 'invalid' });
/** An item of so many bytes: the name has 4. */
const of = (bytes: number) => ({ text: 'x'.repeat(bytes - 4) });

describe('the size of an item is that of its names and values', () => {
  it.each<[object, number, string]>([
    [{ id: 'ab' }, 4, '2 + 2'],
    [{ id: 'é€' }, 7, '2 + 2 + 3: UTF-8'],
    [{ n: 12345 }, 5, '1 + 3 + 1: two digits a byte, and one more'],
    [{ a: true, b: null, c: undefined }, 4, '(1 + 1) + (1 + 1): what is undefined is not stored'],
    [{ id: 'ab', tags: ['c'] }, 13, '4 + 4 + (3 + 1 + 1)'],
    [{ m: { k: 'v' } }, 7, '1 + 3 + 1 + 1 + 1'],
    [{ part: new Uint8Array(10) }, 14, '4 + 10'],
    [{ s: new Set(['a', 'bc']) }, 4, '1 + 1 + 2'],
    [{}, 0, 'nothing'],
  ])('%j: %d bytes, %s', (item, bytes) => {
    expect(itemBytes({ ...item })).toBe(bytes);
    expect(bytesOfAmazon(marshall(item, { removeUndefinedValues: true }))).toBe(bytes);
  });
});

describe('an item that enters has room for its life', () => {
  it('300 KB enter, and one byte more does not', () => {
    expect(entering(of(307_200))).toEqual(of(307_200));
    expect(() => entering(of(307_201))).toThrow(tooLarge);
  });

  it('one that is there already grows to 400 KB', () => {
    expect(living(of(409_600))).toEqual(of(409_600));
    expect(() => living(of(409_601))).toThrow(tooLarge);
  });
});
