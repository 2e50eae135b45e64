import { describe, expect, it } from 'vitest';
import { assertSound, maxTextLength, maxValues } from '../../../functions/kernel/sound-input.ts';

const nested = (depth: number): unknown => (depth === 0 ? 'in' : { a: nested(depth - 1) });
const mistake = (code: string, pointer: string) =>
  expect.objectContaining({ code, mistakes: [expect.objectContaining({ pointer })] });

describe('a body is taken', () => {
  it.each([
    ['text of any language, emoji, tabs and lines', { a: 'Zürich\t日本\n👩‍💻\r\n' }],
    ['text as long as allowed', ['x'.repeat(maxTextLength)]],
    ['numbers that are kept exactly', [0, -0, 1.5, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 1e-100]],
    ['nested 32 deep', nested(32)],
    ['as many values as allowed', Array.from({ length: maxValues - 1 }, () => null)],
    ['anything else of JSON', [true, null, {}, []]],
  ])('%s', (_, body) => expect(() => assertSound(body)).not.toThrow());
});

describe('a body that no table, log or page can keep as it is is refused at its place', () => {
  it.each([
    ['invalid_text', '/a/1', { a: ['ok', '\ud800'] }],
    ['invalid_text', '/a', { a: 'x\udc00y' }],
    ['invalid_text', '/\ud83d', { '\ud83d': 1 }],
    ['invalid_text', '/a', { a: 'nul\0' }],
    ['invalid_text', '/a', { a: '\u0085' }],
    ['text_too_long', '', 'x'.repeat(maxTextLength + 1)],
    ['text_too_long', `/${'k'.repeat(60)}…`, { ['k'.repeat(maxTextLength + 1)]: 1 }],
    ['number_out_of_range', '/a', { a: 2 ** 53 }],
    ['number_out_of_range', '/a', { a: -(2 ** 53) }],
    ['number_out_of_range', '/a', { a: Number.POSITIVE_INFINITY }],
    ['number_out_of_range', '/a', { a: 1e-200 }],
    ['nested_too_deep', '/a'.repeat(32), nested(33)],
    ['too_many_values', '', Array.from({ length: maxValues }, () => 1)],
    ['too_many_values', '', Array.from({ length: 200 }, () => Array.from({ length: 100 }, () => 1))],
  ])('%s at "%s"', (code, pointer, body) => expect(() => assertSound(body)).toThrow(mistake(code, pointer)));

  it('the first of several is told, also under __proto__', () => {
    expect(() => assertSound(JSON.parse('{"a":{"__proto__":"\\ud800"},"b":"\\u0000"}'))).toThrow(
      mistake('invalid_text', '/a/__proto__'),
    );
  });

  it('a million lists in each other end at once', () => {
    expect(() => assertSound(JSON.parse('['.repeat(1_000_000) + ']'.repeat(1_000_000)))).toThrow(
      expect.objectContaining({ code: 'nested_too_deep' }),
    );
  });
});
