import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatsOf } from '../../../../functions/invoice/document/document-format.ts';
import { localeOf } from '../../../../functions/invoice/document/document-locale.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { currency, minorUnits } from '../../../../functions/money/currency.ts';
import { exactDecimal } from '../../../../functions/money/decimal.ts';
import { money } from '../../../../functions/money/money.ts';

const formats = (tag: string, code = 'USD', timeZone = 'UTC') =>
  formatsOf({ locale: localeOf(tag), currency: currency(code), timeZone });
/** Spaces of any width, for the eye the same. */
const plainSpaces = (text: string) => text.replaceAll(/\s/gu, ' ');

describe('numbers as the reader writes them', () => {
  it.each([
    ['en', '1,234,567.5', '1,234,567.50', '$1,234,567.50', '19.25%'],
    ['de', '1.234.567,5', '1.234.567,50', '1.234.567,50 $', '19,25 %'],
    ['fr', '1 234 567,5', '1 234 567,50', '1 234 567,50 $US', '19,25 %'],
    ['ja', '1,234,567.5', '1,234,567.50', '$1,234,567.50', '19.25%'],
    ['de-CH', '1’234’567.5', '1’234’567.50', '$ 1’234’567.50', '19.25%'],
  ])('%s: %s, %s, %s, %s', (tag, quantity, amount, price, percent) => {
    const { quantity: q, amount: a, money: m, percent: p } = formats(tag);
    const value = exactDecimal('1234567.5');
    const written = [q(value), a(value), m(money(value, currency('USD'))), p(exactDecimal('0.1925'))];
    expect(written.map((text) => plainSpaces(text).replaceAll("'", '’'))).toEqual([quantity, amount, price, percent]);
  });

  it.each([
    ['JPY', '1234', '1,234'],
    ['USD', '1234', '1,234.00'],
    ['KWD', '1234', '1,234.000'],
    ['USD', '0.0000001', '0.0000001'],
    ['USD', '-0.5', '-0.50'],
    ['JPY', '0.5', '0.5'],
  ])('%s %s is %s: the minor unit’s digits, and more where there are more', (code, value, text) =>
    expect(formats('en', code).amount(exactDecimal(value))).toBe(text),
  );

  it('law: no digit is lost, however many there are', () => {
    const digits = fc.stringMatching(/^(0|-?[1-9]\d{0,37})(\.\d{0,37}[1-9])?$/);
    fc.assert(
      fc.property(
        digits,
        fc.constantFrom('en', 'de', 'fr', 'ja'),
        fc.constantFrom('USD', 'JPY', 'KWD'),
        (text, tag, code) => {
          const { quantity, amount } = formats(tag, code);
          const value = exactDecimal(text);
          expect(quantity(value).replaceAll(/[^\d-]/g, '')).toBe(text.replace('.', ''));
          const padded = value.toFixed(Math.max(minorUnits(currency(code)), value.decimalPlaces()));
          expect(amount(value).replaceAll(/[^\d-]/g, '')).toBe(padded.replace('.', ''));
        },
      ),
    );
  });
});

describe('days and periods by the customer’s clock', () => {
  const october = (from: string, to: string) => ({ start: parseInstant(from), end: parseInstant(to) });

  it.each([
    ['en', 'October 1, 2026 – October 31, 2026'],
    ['en-GB', '1 October 2026 – 31 October 2026'],
    ['de', '1. Oktober 2026 – 31. Oktober 2026'],
    ['fr', '1 octobre 2026 – 31 octobre 2026'],
    ['ja', '2026年10月1日～2026年10月31日'],
  ])('%s: %s, both days in it', (tag, text) => {
    const period = october('2026-09-30T22:00:00Z', '2026-10-31T23:00:00Z');
    expect(formats(tag, 'EUR', 'Europe/Berlin').period(period)).toBe(text);
  });

  it('a day is the day where the customer is', () => {
    const instant = parseInstant('2026-10-31T20:00:00Z');
    expect(formats('en').day(instant)).toBe('October 31, 2026');
    expect(formats('en', 'JPY', 'Asia/Tokyo').day(instant)).toBe('November 1, 2026');
  });

  it('the moment of a start is its day', () => {
    expect(formats('en').period(october('2026-10-01T00:00:00Z', '2026-10-01T00:00:00Z'))).toBe('October 1, 2026');
  });

  it('one day is one', () => {
    expect(formats('en').period(october('2026-10-01T00:00:00Z', '2026-10-02T00:00:00Z'))).toBe('October 1, 2026');
  });

  it('a day without midnight begins with its first hour: Beirut, 28 March 2027', () => {
    const period = october('2027-03-27T22:00:00Z', '2027-03-28T21:00:00Z');
    expect(formats('en', 'LBP', 'Asia/Beirut').period(period)).toBe('March 28, 2027');
  });

  it('what does not begin and end with a day says its time', () => {
    const text = plainSpaces(formats('en').period(october('2026-10-17T09:30:00Z', '2026-11-01T00:00:00Z')));
    expect(text).toMatch(/^October 17, 2026 at 09:30 UTC – November 1, 2026 at (00|24):00 UTC$/);
  });
});
