import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { InvalidInput } from '../../../functions/kernel/meterline-error.ts';
import type { Routes } from '../../../functions/platform/http/route.ts';
import { parse } from '../../../functions/platform/validation.ts';
import { documentedRoutes } from '../../../functions/portal/documented-routes.ts';

const wrong: readonly unknown[] = [
  ...[null, true, 5, -1, 1.5, Number.MAX_VALUE, '', ' ', 'x', 'x'.repeat(3_000)],
  ...[[], [null], ['', ''], [{}], {}, { a: 1 }, { ' ': null }],
];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The names of all fields that a schema knows at any depth. */
const fieldsOf = (schema: unknown): readonly string[] => {
  if (Array.isArray(schema)) return schema.flatMap(fieldsOf);
  if (!isObject(schema)) return [];
  const own = isObject(schema.properties) ? Object.keys(schema.properties) : [];
  return [...own, ...Object.values(schema).flatMap(fieldsOf)];
};

/** Values of a wrong kind at the root, in each field, and one and two levels below each. */
const inputsFor = (schema: z.ZodType): readonly unknown[] => {
  const fields = [...new Set(fieldsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })))];
  const everywhere = (value: unknown) => Object.fromEntries(fields.map((field) => [field, value]));
  return [
    undefined,
    ...wrong,
    ...wrong.map(everywhere),
    ...wrong.map((value) => everywhere(everywhere(value))),
    ...wrong.map((value) => everywhere([everywhere(value)])),
    ...wrong.map((value) => everywhere({ USD: everywhere([everywhere(value)]) })),
  ];
};

const mistakesIn = (schema: z.ZodType, input: unknown) => {
  try {
    parse(schema, input);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.mistakes;
  }
};

const schemas = documentedRoutes.flatMap(({ routes }: { readonly routes: Routes }) =>
  Object.entries(routes).flatMap(([name, { body, query }]) =>
    [body, query].flatMap((schema) => (schema === undefined ? [] : [[name, schema] as const])),
  ),
);

describe('what is wrong is told in our words, by every operation', () => {
  const phrases =
    /Invalid|received|expected (string|number|int|boolean|array|object|record|one of)|Too (small|big)|Unrecognized|pattern/;

  it('there are operations that take something', () => {
    expect(schemas.length).toBeGreaterThan(40);
  });

  it.each(schemas)('%s', (_, schema) => {
    const mistakes = inputsFor(schema).flatMap((input) => mistakesIn(schema, input));
    expect(mistakes.map(({ detail }) => detail).filter((detail) => phrases.test(detail))).toEqual([]);
    expect(mistakes.filter(({ code, detail }) => !/^[a-z_]+$/.test(code) || detail === '')).toEqual([]);
  });
});
