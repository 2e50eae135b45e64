import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencies, currency, minorUnits, UnknownCurrency } from '../../../functions/money/currency.ts';
import { decimal } from '../../../functions/money/decimal.ts';
import {
  add,
  CurrencyMismatch,
  compare,
  exactToWire,
  isSettled,
  money,
  moneyFromWire,
  multiply,
  NotSettled,
  negate,
  settle,
  settledToWire,
  subtract,
  total,
  zero,
} from '../../../functions/money/money.ts';
import { decimalText } from './arbitraries.ts';

const of = (text: string, code: string) => money(decimal(text), currency(code));

describe('settle: once, half away from zero, to the minor unit of the currency', () => {
  it.each([
    ['268', 'USD', '268.00'],
    ['0.005', 'USD', '0.01'],
    ['-0.005', 'USD', '-0.01'],
    ['0.0049999999', 'USD', '0.00'],
    ['-0.0049999999', 'USD', '0.00'],
    ['2.675', 'USD', '2.68'],
    ['1.005', 'EUR', '1.01'],
    ['268.5', 'JPY', '269'],
    ['-268.5', 'JPY', '-269'],
    ['268.4999', 'JPY', '268'],
    ['1.2345', 'KWD', '1.235'],
    ['-1.2345', 'KWD', '-1.235'],
    ['1.23445', 'CLF', '1.2345'],
    ['99999999999999999999999999999999999.995', 'USD', '100000000000000000000000000000000000.00'],
  ])('%s %s settles to %s', (exact, code, settled) => {
    expect(settledToWire(settle(of(exact, code)))).toBe(settled);
  });

  it('settling twice changes nothing, and moves an amount by half a minor unit at most', () => {
    fc.assert(
      fc.property(decimalText(), fc.constantFrom(...currencies()), (text, code) => {
        const exact = money(decimal(text), code);
        const settled = settle(exact);
        const half = decimal('0.5').div(decimal('10').pow(minorUnits(code)));
        expect(isSettled(settled)).toBe(true);
        expect(settle(settled)).toEqual(settled);
        expect(settled.amount.minus(exact.amount).abs().lessThanOrEqualTo(half)).toBe(true);
        expect(settle(negate(exact))).toEqual(negate(settled));
      }),
    );
  });
});

describe('wire: strings that never lose a digit', () => {
  it('refuses to print an amount as settled that is not', () => {
    expect(() => settledToWire(of('0.001', 'USD'))).toThrow(NotSettled);
  });

  it.each([
    ['268.00', '268'],
    ['0.0000001', '0.0000001'],
    ['1000000000000000000000000', '1000000000000000000000000'],
  ])('the exact amount %s prints as %s', (text, printed) => {
    expect(exactToWire(of(text, 'USD'))).toBe(printed);
  });

  it('reads back what it printed, products beyond 38 digits too', () => {
    fc.assert(
      fc.property(decimalText(), decimalText(), (a, b) => {
        const exact = multiply(of(a, 'USD'), decimal(b));
        expect(moneyFromWire(exactToWire(exact), currency('USD'))).toEqual(exact);
        const settled = settle(exact);
        expect(settledToWire(settled)).toMatch(/^-?\d+\.\d{2}$/);
        expect(moneyFromWire(settledToWire(settled), currency('USD'))).toEqual(settled);
      }),
    );
  });
});

describe('money: one currency at a time', () => {
  const two = of('2', 'USD');
  const five = of('5', 'USD');

  it('adds, subtracts, negates, multiplies and compares', () => {
    expect(add(two, five)).toEqual(of('7', 'USD'));
    expect(subtract(two, five)).toEqual(of('-3', 'USD'));
    expect(negate(two)).toEqual(of('-2', 'USD'));
    expect(negate(zero(currency('USD')))).toEqual(zero(currency('USD')));
    expect(multiply(two, decimal('0.07'))).toEqual(of('0.14', 'USD'));
    expect(compare(two, five)).toBeLessThan(0);
    expect(compare(two, two)).toBe(0);
    expect(total([two, five, five], currency('USD'))).toEqual(of('12', 'USD'));
    expect(total([], currency('JPY'))).toEqual(zero(currency('JPY')));
  });

  it.each([
    ['add', () => add(two, of('5', 'EUR'))],
    ['subtract', () => subtract(two, of('5', 'EUR'))],
    ['compare', () => compare(two, of('5', 'EUR'))],
    ['total', () => total([two, of('5', 'EUR')], currency('USD'))],
  ])('%s refuses two currencies', (_, operation) => {
    expect(operation).toThrow(CurrencyMismatch);
  });
});

describe('currencies: ISO 4217, active, with a minor unit', () => {
  it.each([
    ['USD', 2],
    ['JPY', 0],
    ['ISK', 0],
    ['UGX', 0],
    ['KWD', 3],
    ['IQD', 3],
    ['CLF', 4],
    ['HUF', 2],
  ])('%s has %i digits', (code, digits) => {
    expect(minorUnits(currency(code))).toBe(digits);
  });

  it('has every code of list one that has a minor unit, once', () => {
    expect(currencies()).toHaveLength(165);
    expect(currencies().every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
  });

  it.each(['usd', 'XXX', 'XAU', 'DEM', 'BGN', '', 'US', 'toString'])('%j is none', (code) => {
    expect(() => currency(code)).toThrow(UnknownCurrency);
  });
});
