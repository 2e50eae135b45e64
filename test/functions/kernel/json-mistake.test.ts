import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../functions/ingest/json-numbers.ts';
import { jsonMistake } from '../../../functions/kernel/json-mistake.ts';

describe('a text that is not JSON: where it stops being so, and what is expected there', () => {
  it.each([
    ['', 'it is empty'],
    [' \n', 'it is empty'],
    ['\ufeff{}', 'it begins with a byte order mark (U+FEFF), which is not sent with JSON'],
    ['{"a":1,}', 'line 1, column 8 (offset 7) has "}" where a key in double quotes is expected'],
    ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3 (offset 13) has a double quote where "," or "}" is expected'],
    ["{'a':1}", 'line 1, column 2 (offset 1) has "\'" where a key in double quotes or "}" is expected'],
    ['{"a" 1}', 'line 1, column 6 (offset 5) has "1" where ":" is expected'],
    ['{"a":}', 'line 1, column 6 (offset 5) has "}" where a value is expected'],
    ['{"a":01}', 'line 1, column 7 (offset 6) has "1" where "," or "}" is expected'],
    ['[1 2]', 'line 1, column 4 (offset 3) has "2" where "," or "]" is expected'],
    ['[1,]', 'line 1, column 4 (offset 3) has "]" where a value is expected'],
    ['[,1]', 'line 1, column 2 (offset 1) has "," where a value or "]" is expected'],
    ['[1}', 'line 1, column 3 (offset 2) has "}" where "," or "]" is expected'],
    ['NaN', 'line 1, column 1 (offset 0) has "N" where a value is expected'],
    ['-', 'line 1, column 1 (offset 0) has "-" where a value is expected'],
    ['{} {}', 'line 1, column 4 (offset 3) has "{" after the end of the value'],
    ['{}\u0000', 'line 1, column 3 (offset 2) has U+0000 after the end of the value'],
    ['"a\nb"', 'line 1, column 3 (offset 2) has U+000A in a string, where it has to be written as an escape'],
    ['"\\x"', 'line 1, column 2 (offset 1) has "\\" with an escape that JSON does not have'],
    ['["😀",\u00a01]', 'line 1, column 6 (offset 5) has U+00A0 where a value is expected'],
    ['{"id":', 'it ends at line 1, column 7 (offset 6), where a value is expected'],
    ['{"id"\r\n', 'it ends at line 2, column 1 (offset 7), where ":" is expected'],
    ['{', 'it ends at line 1, column 2 (offset 1), where a key in double quotes or "}" is expected'],
    ['[1', 'it ends at line 1, column 3 (offset 2), where "," or "]" is expected'],
    ['"ab', 'it ends at line 1, column 4 (offset 3), in the middle of a string'],
  ])('%j: %s', (text, mistake) => {
    expect(jsonMistake(text)).toBe(mistake);
  });

  it('tells one character, however long and deep the text is', () => {
    for (const text of ['[', ' ', '"é', '9', 'x', '[1,', '{"a":', '\\n'].map((one) => `["${one.repeat(1_000_000)}`))
      expect(jsonMistake(text)?.length).toBeLessThan(120);
    for (const text of ['['.repeat(5_000_000), `[${'9'.repeat(5_000_000)}`, `${' '.repeat(5_000_000)}x`])
      expect(jsonMistake(text)?.length).toBeLessThan(120);
  });
});

describe('it agrees with JSON.parse, also where a number makes the other parser read', () => {
  const isJson = (read: () => unknown): boolean => {
    try {
      read();
      return true;
    } catch {
      return false;
    }
  };
  const pieces = fc.constantFrom(
    '',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '0',
    '-',
    '.',
    'e5',
    'null',
    ' ',
    '\n',
    '\t',
    '\u0001',
    '\u00a0',
  );

  it('JSON with a piece put in, or cut off', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.nat(),
        pieces,
        fc.nat(3),
        fc.boolean(),
        (value, place, piece, cut, isLong) => {
          const whole = JSON.stringify(isLong ? [1, value] : value);
          const at = place % (whole.length + 1);
          const broken = whole.slice(0, at) + piece + whole.slice(at + cut);
          const text = isLong ? broken.replace('1', '1234567890123456') : broken;
          const right = isJson(() => JSON.parse(text));
          expect([text, jsonMistake(text) === undefined]).toEqual([text, right]);
          expect([text, isJson(() => parseJson(text))]).toEqual([text, right]);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

it('what is told never has the words of a parser', () => {
  expect(() => parseJson('[1234567890123456,}')).toThrow(
    'The body is not JSON: line 1, column 19 (offset 18) has "}" where a value is expected.',
  );
  expect(() => parseJson(`${'['.repeat(100_000)}1234567890123456${']'.repeat(100_000)}`)).toThrow(/nested too deep/);
});
