import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inOurWords } from '../../../functions/kernel/mistake-words.ts';

const details = (schema: z.ZodType, input: unknown): readonly string[] =>
  schema.safeParse(input, { error: inOurWords, reportInput: true }).error?.issues.map(({ message }) => message) ?? [];

describe('a mistake is told by the name of its field and by what would do', () => {
  const body = z.object({
    name: z.string().min(1).max(3).optional(),
    key: z.string().length(2).optional(),
    limit: z.int().min(1).max(10).optional(),
    share: z.number().positive().lt(1).multipleOf(0.25).optional(),
    tags: z
      .array(z.enum(['a', 'b']))
      .min(2)
      .max(3)
      .optional(),
    status: z.literal('on').optional(),
    email: z.email().optional(),
    code: z
      .string()
      .regex(/^[A-Z]$/)
      .optional(),
    at: z.iso.datetime().optional(),
    value: z.union([z.string().max(3), z.number(), z.boolean()]).optional(),
    price: z
      .discriminatedUnion('model', [
        z.object({ model: z.literal('flat'), amount: z.string() }),
        z.object({ model: z.literal('linear') }),
      ])
      .optional(),
    byName: z.record(z.string().max(2), z.number()).optional(),
    own: z.string({ error: 'text of our own' }).optional(),
  });

  it.each([
    [{ name: 5 }, '"name" must be text'],
    [{ name: '' }, '"name" must not be empty'],
    [{ name: 'abcd' }, '"name" must have at most 3 characters'],
    [{ key: 'a' }, '"key" must have exactly 2 characters'],
    [{ limit: 1.5 }, '"limit" must be a whole number'],
    [{ limit: 0 }, '"limit" must be at least 1'],
    [{ limit: 11 }, '"limit" must be at most 10'],
    [{ share: 0 }, '"share" must be more than 0'],
    [{ share: 1 }, '"share" must be less than 1'],
    [{ share: 0.3 }, '"share" must be a multiple of 0.25'],
    [{ tags: 5 }, '"tags" must be a list'],
    [{ tags: ['a'] }, '"tags" must have at least 2 entries'],
    [{ tags: ['a', 'c'] }, '"tags[1]" must be one of "a", "b"'],
    [{ tags: ['a', 'b', 'a', 'b'] }, '"tags" must have at most 3 entries'],
    [{ status: 'off' }, '"status" must be "on"'],
    [{ email: 'a' }, '"email" must be an e-mail address, such as "billing@example.com"'],
    [{ code: 'a' }, '"code" has not the form that is expected here'],
    [{ at: 'now' }, '"at" must be an RFC 3339 time, such as "2026-10-01T00:00:00Z"'],
    [{ value: {} }, '"value" must be text or a number or true or false'],
    [{ value: 'abcd' }, '"value" must have at most 3 characters'],
    [{ price: {} }, '"model" is missing'],
    [{ price: { model: 'other' } }, '"model" must be one of "flat", "linear"'],
    [{ price: { model: 'flat' } }, '"amount" is missing'],
    [{ byName: { abc: 1 } }, '"abc" cannot be a name here: it must have at most 2 characters'],
    [{ byName: { ab: 'x' } }, '"ab" must be a number'],
    [{ own: 5 }, 'text of our own'],
    [[], 'The input must be an object'],
    [undefined, 'The input is missing'],
  ])('%j: %s', (input, detail) => {
    expect(details(body, input)).toEqual([detail]);
  });

  it('a name that is very long is cut', () => {
    const [detail = ''] = details(z.record(z.string(), z.number()), { ['x'.repeat(5_000)]: 'y' });
    expect(detail).toBe(`"${'x'.repeat(60)}…" must be a number`);
  });
});
