import type { Dice } from './dice.ts';
import { hostileBody, hostileHeaders, hostilePlace, hostileToken } from './hostile.ts';
import type { Described, Operation } from './operations.ts';
import { validValue, type World } from './valid-value.ts';

export interface HostileRequest {
  readonly operation: string;
  readonly method: string;
  /** As it stands in the address, from the stage on. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Operations that change what other tests live by, wherever they are called from. An unknown field makes sure that they are
 *  refused, after all other fields were looked at. */
const forAll: ReadonlySet<string> = new Set(['setTaxSettings', 'redriveDeadLetters']);

/** A request of the operation: whole the first time, so that it is seen that the world is a real one, and with something hostile in it
 *  from then on. */
export const hostileRequest = (
  operation: Operation,
  { schemas }: Described,
  world: World,
  dice: Dice,
  isWhole: boolean,
): HostileRequest => {
  const hostile = isWhole ? 'nothing' : dice.pick(placesOf(operation));
  const value = (name: string, schema: Operation['parameters'][number]['schema']): string => {
    const made = validValue(schema, name, world, dice, schemas);
    return encodeURIComponent(typeof made === 'string' || typeof made === 'number' ? String(made) : 'x');
  };
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
  const hit = inPath.length === 0 ? -1 : dice.below(inPath.length);
  const path = inPath.reduce(
    (text, { name, schema }, at) =>
      text.replace(`{${name}}`, () => (hostile === 'path' && at === hit ? hostilePlace(dice) : value(name, schema))),
    operation.path,
  );
  const query = operation.parameters
    .filter(
      ({ in: place, required, name }) =>
        place === 'query' && (required || (dice.chance(50) && (hostile === 'query' || name !== 'cursor'))),
    )
    .map(
      ({ name, schema }) =>
        `${name}=${hostile === 'query' && dice.chance(60) ? hostilePlace(dice) : value(name, schema)}`,
    );
  const more =
    hostile === 'query'
      ? dice.pick([[], [], ['limit=1', 'limit=2'], ['%00=1'], ['__proto__=1'], ['a[]=1', 'a[]=2'], ['=']])
      : [];
  const search = [...query, ...more].join('&');
  const content = Object.entries(operation.requestBody?.content ?? {});
  const [type, body] = content.length === 0 ? [undefined, undefined] : dice.pick(content);
  return {
    operation: operation.operationId,
    method: operation.method,
    target: path + (search === '' ? '' : `?${search}`),
    headers: {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(hostile === 'headers' ? hostileHeaders(dice) : {}),
    },
    body:
      body === undefined
        ? bodyForNone(hostile, dice)
        : bodyOf(validValue(body.schema, '', world, dice, schemas), hostile, operation, dice),
  };
};

type Part = 'nothing' | 'path' | 'query' | 'headers' | 'field' | 'body';

const placesOf = ({ parameters, requestBody }: Operation): readonly Part[] => [
  ...(parameters.some((parameter) => parameter.in === 'path') ? (['path', 'path'] as const) : []),
  ...(parameters.some((parameter) => parameter.in === 'query')
    ? (['query', 'query', 'query', 'query'] as const)
    : (['query'] as const)),
  ...(requestBody === undefined ? [] : (['field', 'field', 'field', 'field', 'field', 'field', 'body'] as const)),
  'headers',
];

const bodyForNone = (hostile: Part, dice: Dice): string | undefined =>
  hostile === 'headers' && dice.chance(30) ? hostileBody(dice) : undefined;

const bodyOf = (valid: unknown, hostile: Part, { operationId }: Operation, dice: Dice): string => {
  const isForAll = forAll.has(operationId);
  if (hostile === 'body' && !isForAll) return hostileBody(dice);
  const marks: string[] = [];
  const changed = hostile === 'field' ? withHostileFields(valid, 1 + dice.below(2), marks, dice) : valid;
  const body = isForAll ? { ...(isObject(changed) ? changed : { changed }), fuzz: 1 } : changed;
  return marks.reduce((text, token, at) => text.replace(`"${markOf(at)}"`, () => token), JSON.stringify(body));
};

const markOf = (at: number): string => `@hostile-${at}@`;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Puts marks at some places of a body, which hostile texts then take the place of. */
const withHostileFields = (body: unknown, count: number, marks: string[], dice: Dice): unknown => {
  let changed = body;
  for (let at = 0; at < count; at += 1) changed = withHostileField(changed, marks, dice);
  return changed;
};

const withHostileField = (value: unknown, marks: string[], dice: Dice): unknown => {
  const mark = (): string => {
    marks.push(hostileToken(dice));
    return markOf(marks.length - 1);
  };
  if (Array.isArray(value) && value.length > 0 && dice.chance(85)) {
    const hit = dice.below(value.length);
    return value.map((item: unknown, at) => (at === hit ? withHostileField(item, marks, dice) : item));
  }
  if (!isObject(value) || Object.keys(value).length === 0 || dice.chance(5)) return mark();
  const entries = Object.entries(value);
  const hit = dice.below(entries.length);
  if (dice.chance(8)) return Object.fromEntries(entries.filter((_, at) => at !== hit));
  if (dice.chance(8)) return { ...value, [dice.pick(['__proto__x', '', 'a\u0000', 'x'.repeat(400), 'limit'])]: mark() };
  return Object.fromEntries(
    entries.map(([name, inner], at) => [name, at === hit ? withHostileField(inner, marks, dice) : inner]),
  );
};
