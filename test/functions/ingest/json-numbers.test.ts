import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findInexact, InexactNumber, parseJson } from '../../../functions/ingest/json-numbers.ts';

describe('a number that a double would change is kept as written, to be refused where it stands', () => {
  it.each([
    ['0.30000000000000004', '17 digits'],
    ['1.0000000000000000001', '20 digits, though the double nearest to it prints as 1'],
    ['0.1000000000000000055511151231257827', 'the double 0.1 written out'],
    ['1234567890123456', '16 digits'],
    ['-9007199254740993', '2^53 + 1'],
    ['100000000000000.5', '16 digits around a point'],
    ['1.2345678901234567e3', '17 digits and an exponent'],
    ['1e400', 'beyond the largest double'],
    ['-1e400', 'beyond the smallest'],
    ['1e0400', 'an exponent with a leading zero'],
    ['1E+400', 'an exponent with a sign'],
    ['1e-400', 'a double would be zero'],
    ['4.94065645841247e-324', 'a subnormal holds fewer digits'],
  ])('%s: %s', (text) => {
    expect(parseJson(text)).toEqual(new InexactNumber(text));
    expect(findInexact(parseJson(`{"a/b":[1,{"c~":${text} }]}`), '/data')).toEqual({
      pointer: '/data/a~1b/1/c~0',
      text,
    });
  });

  it.each([
    ['123456789012345', 123456789012345, '15 digits'],
    ['12345678901234.5', 12345678901234.5, '15 digits around a point'],
    ['1000000000000000000000', 1e21, 'zeros at the end count for nothing'],
    ['0.0000000000000000000000001', 1e-25, 'nor do those at the start'],
    ['1e300', 1e300, 'large, and held'],
    ['0e999', 0, 'zero is zero'],
    ['-0.000', -0, 'with a sign too'],
  ])('%s is held: %s', (text, value) => {
    expect(parseJson(text)).toBe(value);
  });

  it('of all numbers with at most 15 digits none is refused, and each is what was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999_999_999 }), fc.nat(20), (digits, shift) => {
        const text = `${digits}e-${shift}`;
        expect(parseJson(`[${text},0.${'0'.repeat(20)}1]`)).toEqual([Number(text), 1e-21]);
      }),
    );
  });
});

describe('wherever a number may stand', () => {
  it.each([
    ['[1,1234567890123456]', '/1'],
    ['[ -1234567890123456 ]', '/0'],
    ['{"a":\n1.2345678901234567}', '/a'],
    ['{"a":[\t1e400]}', '/a/0'],
    ['[0,-1.5E-0400]', '/1'],
  ])('%s', (text, pointer) => {
    expect(findInexact(parseJson(text), '')?.pointer).toBe(pointer);
  });
});

describe('the exact parser reads what JSON.parse reads', () => {
  it('values of all kinds, also with keys that every object has', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ noUnicodeString: false }).filter((value) => !JSON.stringify(value).includes('e-')),
        (value) => {
          const text = JSON.stringify({ value, constructor: 1, id: '1234567890123456' });
          const plain: unknown = JSON.parse(text);
          const exact = parseJson(text);
          if (findInexact(exact, '') === undefined) expect(exact).toEqual(plain);
        },
      ),
    );
  });

  it('"__proto__" is a key as any other, and the last of two same keys counts', () => {
    const long = ',"long":"1234567890123456"}';
    expect(Object.entries(Object(parseJson(`{"__proto__":{"minutes":5},"a":1,"a":2${long}`)))).toEqual([
      ['__proto__', { minutes: 5 }],
      ['a', 2],
      ['long', '1234567890123456'],
    ]);
  });
});

describe('what is no JSON is refused as malformed_json', () => {
  it.each([
    [''],
    ['{'],
    ['{"a":1,}'],
    ["{'a':1}"],
    ['[1 2]'],
    ['NaN'],
    ['{"a":01}'],
    ['"\u0001"'],
    ['\ufeff{}'],
    ['[1234567890123456'],
    [`${'['.repeat(100_000)}1234567890123456`],
    [`${'['.repeat(100_000)}1`],
  ])('%.20s', (text) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: 'malformed_json' }));
  });
});
