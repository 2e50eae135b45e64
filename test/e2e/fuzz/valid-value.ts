import type { Dice } from './dice.ts';
import type { Schema } from './operations.ts';

/** Values by the name of a field or parameter, of things that are there, so that a request goes deep. */
export type World = Readonly<Record<string, readonly string[]>>;

const times = ['2026-10-01T00:00:00Z', '2026-11-15T12:00:00Z', '2027-01-01T00:00:00+01:00'];
const named: Readonly<Record<string, readonly unknown[]>> = {
  amount: ['1.00', '10.00'],
  currency: ['USD'],
  from: ['2026-09-01T00:00:00Z'],
  to: ['2026-10-01T00:00:00Z'],
  country: ['GL'],
  sellerCountry: ['GL'],
  email: ['fuzz@example.com'],
  locale: ['en-US', 'de', 'ja'],
  paymentMethod: ['pm_sim_ok'],
  taxIds: [[]],
  timeZone: ['UTC', 'Europe/Berlin'],
  scopes: [['read'], ['ingest', 'read']],
  specversion: ['1.0'],
  upTo: ['100', null],
  limit: ['1', '50'],
  percent: ['15'],
  percentOff: ['20'],
  at: ['now', 'period_end'],
  quantity: ['3'],
};

/** A value that the schema takes, or nearly: what its text must look like beyond the schema, names tell.
 *  @param name of the field or parameter */
export const validValue = (
  schema: Schema,
  name: string,
  world: World,
  dice: Dice,
  refs: Readonly<Record<string, Schema>>,
): unknown => {
  const make = (inner: Schema, as: string): unknown => validValue(inner, as, world, dice, refs);
  if (schema.$ref !== undefined) return make(refs[schema.$ref.split('/').at(-1) ?? ''] ?? schema, name);
  const known = world[name] ?? named[name];
  if (known !== undefined && known.length > 0) return dice.pick(known);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return dice.pick(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return make(dice.pick(choices), name);
  switch (schema.type) {
    case 'object':
      return objectOf(schema, make, dice);
    case 'array':
      return schema.items === undefined
        ? []
        : Array.from({ length: 1 + dice.below(2) }, () => make(schema.items ?? schema, name));
    case 'integer':
    case 'number':
      return schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1;
    case 'boolean':
      return dice.chance(50);
    case 'null':
      return null;
    default:
      return textOf(schema, name, dice);
  }
};

const objectOf = (
  { properties, additionalProperties, required }: Schema,
  make: (schema: Schema, name: string) => unknown,
  dice: Dice,
) => {
  const fields = Object.entries(properties ?? {}).filter(([name]) => required.includes(name) || dice.chance(40));
  const made = Object.fromEntries(fields.map(([name, schema]) => [name, make(schema, name)]));
  return typeof additionalProperties === 'object'
    ? { ...made, [dice.pick(['USD', 'region', 'eu'])]: make(additionalProperties, '') }
    : made;
};

const textOf = ({ examples, description = '' }: Schema, name: string, dice: Dice): unknown => {
  if (examples?.[0] !== undefined) return examples[0];
  if (/RFC 3339|time/.test(description) || /^(from|to|time|now|before|until)$|At$/.test(name)) return dice.pick(times);
  if (/decimal|quantity/i.test(description)) return '2.5';
  return `fuzz_${dice.below(1_000_000)}`;
};
