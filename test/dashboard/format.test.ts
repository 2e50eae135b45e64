import { describe, expect, it } from 'vitest';
import {
  moneyText,
  percentText,
  periodText,
  quantityText,
  rateText,
  roughQuantityText,
  shareText,
} from '../../dashboard/portal/format.ts';

describe('money is formatted from its text, to the last digit', () => {
  it.each([
    ['268.00', 'USD', 'en-US', '$268.00'],
    ['98765432109876543210.55', 'USD', 'en-US', '$98,765,432,109,876,543,210.55'],
    ['1234', 'JPY', 'en-US', '¥1,234'],
    ['0.125', 'KWD', 'en-US', 'KWD\u00a00.125'],
    ['-5.00', 'EUR', 'de-DE', '-5,00\u00a0€'],
    ['not a number', 'USD', 'en-US', 'not a number'],
  ])('%s %s in %s: %s', (amount, currency, locale, text) => {
    expect(moneyText(amount, currency, locale)).toBe(text);
  });

  it.each([
    ['0.1', '$0.10'],
    ['0.07', '$0.07'],
    ['0.0000001', '$0.0000001'],
    ['3', '$3.00'],
  ])('a price of %s per unit: %s', (amount, text) => {
    expect(rateText(amount, 'USD', 'en-US')).toBe(text);
  });
});

describe('quantities', () => {
  it.each([
    ['3400', '3,400'],
    ['1680.5', '1,680.5'],
    ['12345678901234567890.123456789', '12,345,678,901,234,567,890.123456789'],
    ['-10', '-10'],
  ])('%s is shown whole: %s', (quantity, text) => {
    expect(quantityText(quantity, 'en-US')).toBe(text);
  });

  it('a projected one has two digits after the point at most', () => {
    expect(roughQuantityText('2291.590909', 'en-US')).toBe('2,291.59');
    expect(roughQuantityText('4636', 'en-US')).toBe('4,636');
  });

  it.each([
    ['0.029', '2.9%'],
    ['0.000001', '0.0001%'],
    ['1.2', '120%'],
  ])('a price of %s of an amount: %s', (fraction, text) => {
    expect(shareText(fraction, 'en-US')).toBe(text);
  });

  it('a share is cut off: 99.99 % is not all', () => {
    expect(percentText('0.9999', 'en-US')).toBe('99%');
    expect(percentText('1', 'en-US')).toBe('100%');
  });
});

describe('a period is named by its days, the last one included', () => {
  it.each([
    ['2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z', 'Nov 1 – 30, 2026'],
    ['2026-12-15T00:00:00.000Z', '2027-01-15T00:00:00.000Z', 'Dec 15, 2026 – Jan 14, 2027'],
    ['2026-11-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z', 'Nov 1, 2026'],
    ['2026-11-01T14:00:00.000Z', '2026-12-01T14:00:00.000Z', 'Nov 1 – Dec 1, 2026'],
  ])('%s to %s: %s', (start, end, text) => {
    expect(periodText(start, end, 'en-US').replaceAll(/[\u2009\u202f]/g, ' ')).toBe(text);
  });
});
