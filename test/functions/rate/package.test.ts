import { describe, expect, it } from 'vitest';
import { brackets, line } from './cases.ts';

const PACKAGE = { model: 'package', packageSize: '1000', packageAmount: '4.99' };

describe('package: whole packages, rounded up after free units', () => {
  it.each([
    ['0', '0', '0.00', 'none begun'],
    ['0.001', '0', '4.99', '1 × 4.99'],
    ['1000', '0', '4.99', '1 × 4.99'],
    ['1000.5', '0', '9.98', '2 × 4.99'],
    ['3400', '0', '19.96', '4 × 4.99'],
    ['3400', '400', '14.97', '3 × 4.99: 3,000 after 400 free'],
    ['400', '400', '0.00', 'all free'],
    ['400.1', '400', '4.99', '1 × 4.99'],
    ['-3400', '0', '0.00', 'a negative total'],
  ])('%s units, %s of them free, cost %s: %s', (quantity, included, amount) => {
    expect(line({ ...PACKAGE, included }, quantity)).toMatchObject({ quantity, amount });
  });

  it('counts packages of a size with decimals exactly', () => {
    expect(line({ ...PACKAGE, packageSize: '0.1' }, '0.3').amount).toBe('14.97');
    const thirds = line({ ...PACKAGE, packageSize: '3', packageAmount: '1' }, '9'.repeat(38));
    expect(thirds.exactAmount).toBe('3'.repeat(38));
  });

  it('shows nothing where no package was begun', () => {
    expect(brackets(PACKAGE, '0')).toEqual([]);
    expect(brackets({ ...PACKAGE, included: '400' }, '400')).toEqual(['included 0–400: 400 × 0 + 0 = 0']);
  });

  it('shows packages as the units of its bracket', () => {
    expect(brackets({ ...PACKAGE, included: '400' }, '3401')).toEqual([
      'included 0–400: 400 × 0 + 0 = 0',
      'package 400–3401: 4 × 4.99 + 0 = 19.96',
    ]);
  });
});
