import { expect, it } from 'vitest';
import { afterPage } from '../../../functions/platform/after-page.ts';

it.each([
  [1, 'more', 'page'],
  [399, 'more', 'page'],
  [400, 'more', 'execution'],
  [400, '', 'end'],
  [1, '', 'end'],
] as const)('after %i pages, with cursor %s: %s', (pages, cursor, expected) => {
  expect(afterPage(pages, cursor)).toBe(expected);
});
