import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pointerOf } from '../../../functions/kernel/json-pointer.ts';
import { InvalidInput } from '../../../functions/kernel/meterline-error.ts';
import { parse } from '../../../functions/platform/validation.ts';

const schema = z.strictObject({
  name: z.string().min(1).max(5),
  tags: z.array(z.enum(['a', 'b'])).optional(),
  when: z.iso.datetime().optional(),
  charges: z
    .array(z.discriminatedUnion('model', [z.strictObject({ model: z.literal('flat'), amount: z.string() })]))
    .optional(),
  limit: z.coerce.number().int().max(10).optional(),
  odd: z
    .number()
    .refine((n) => n % 2 === 1, { params: { code: 'even_number' }, error: 'odd, please' })
    .optional(),
});
const mistakes = (input: unknown, base?: string): readonly string[] => {
  try {
    parse(schema, input, base);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.mistakes.map(({ code, pointer }) => `${code} ${pointer}`);
  }
};

describe('each mistake has a code and the place where it is', () => {
  it.each<[unknown, readonly string[]]>([
    [{ name: 'a' }, []],
    [{}, ['required /name']],
    [{ name: null }, ['invalid_type /name']],
    [{ name: '' }, ['invalid_too_small /name']],
    [{ name: 'abcdef' }, ['invalid_too_big /name']],
    [{ name: 'a', tags: ['a', 'c'] }, ['invalid_value /tags/1']],
    [{ name: 'a', when: 'now' }, ['invalid_format /when']],
    [{ name: 'a', x: 1, 'y/z~': 2 }, ['unknown_field /x', 'unknown_field /y~1z~0']],
    [{ name: 'a', charges: [{ model: 'other' }] }, ['invalid_union /charges/0/model']],
    [{ name: 'a', charges: [{ model: 'flat' }] }, ['required /charges/0/amount']],
    [{ name: 'a', limit: '11' }, ['invalid_too_big /limit']],
    [{ name: 'a', limit: 'x' }, ['invalid_type /limit']],
    [{ name: 'a', odd: 2 }, ['even_number /odd']],
    [{ name: 5, odd: 2 }, ['invalid_type /name', 'even_number /odd']],
    [null, ['invalid_type ']],
    [undefined, ['required ']],
    [[], ['invalid_type ']],
  ])('%j: %j', (input, expected) => {
    expect(mistakes(input)).toEqual(expected);
  });

  it('below a base, when the input is a part of the body', () => {
    expect(mistakes({}, '/items/3')).toEqual(['required /items/3/name']);
  });

  it('the first gives the code of the whole', () => {
    expect(() => parse(schema, {})).toThrow(expect.objectContaining({ code: 'required' }));
  });
});

it('a pointer escapes ~ before /: "~1" is no slash', () => {
  expect(pointerOf(['a/b', '~1', 0])).toBe('/a~1b/~01/0');
  expect(pointerOf([])).toBe('');
});
