import { expect, it } from 'vitest';
import { afterPage } from '../../../functions/invoice/sweep.ts';

it.each([
  [1, 'more', 'page'],
  [499, 'more', 'page'],
  [500, 'more', 'execution'],
  [500, null, 'end'],
  [1, null, 'end'],
] as const)('after %i pages, with cursor %s: %s', (pages, cursor, expected) => {
  expect(afterPage(pages, cursor)).toBe(expected);
});
