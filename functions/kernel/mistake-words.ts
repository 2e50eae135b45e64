import type * as z from 'zod';
import { cut } from './cut.ts';

type Issue = z.core.$ZodRawIssue;
/** What is inside of a union or a key. Zod has finished it already: it has a message, which is not used here. */
type Inner = z.core.$ZodIssue;

/** What is wrong at a place of the input, in words of our own. Every schema that reads input of a caller is parsed with this;
 *  where a schema has a text of its own (`error`), that one is taken. */
export const inOurWords = (issue: Issue): string => `${placeOf(issue.path ?? [])} ${whatIsWrong(issue)}`;

/** The field that a reader looks for: `"amount"`, the second entry of a list `"tags[1]"`, the whole body `The input`. */
const placeOf = (path: readonly PropertyKey[]): string => {
  const field = path.findLastIndex((step) => typeof step === 'string');
  const entries = path.slice(field + 1).map((step) => `[${String(step)}]`);
  const name = `${String(path[field] ?? '')}${entries.join('')}`;
  return name === '' ? 'The input' : `"${cut(name, longest)}"`;
};

const longest = 60;

const whatIsWrong = (issue: Issue | Inner): string => {
  if (isMissing(issue)) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kindName(issue.expected)}`;
    case 'invalid_value':
      return `must be ${oneOf(issue.values)}`;
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return formats[issue.format] ?? 'has not the form that is expected here';
    case 'unrecognized_keys':
      return `has a field that is not known: "${cut(issue.keys[0] ?? '', longest)}"`;
    case 'invalid_union':
      return noneFits(issue);
    case 'invalid_key':
      return `cannot be a name here: it ${innerWrong(issue.issues)}`;
    case 'invalid_element':
      return `has an entry that ${innerWrong(issue.issues)}`;
    default:
      return 'is not valid';
  }
};

/** Whether nothing stands at the place. Zod tells it as a wrong type, a wrong value, or a union of which no part fits; for a
 *  union that goes by a field (`model`), the input is the object around that field. Wants the `input` of the issue. */
export const isMissing = (issue: Issue | Inner): boolean => {
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_value':
      return 'input' in issue && issue.input === undefined;
    case 'invalid_union':
      if (issue.discriminator === undefined) return 'input' in issue && issue.input === undefined;
      return isObject(issue.input) && !Object.hasOwn(issue.input, issue.discriminator);
    default:
      return false;
  }
};

const isObject = (input: unknown): input is object => typeof input === 'object' && input !== null;

const kindNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};
const kindName = (kind: string): string => kindNames[kind] ?? 'of another kind';

const oneOf = (values: readonly unknown[]): string => {
  const [first, ...others] = values.map((value) => JSON.stringify(value));
  return others.length === 0 ? `${first}` : `one of ${[first, ...others].join(', ')}`;
};

/** "2 characters", "1 entry"; undefined for numbers, which are not counted. */
const countOf = (origin: string, count: number | bigint): string | undefined => {
  if (origin === 'string') return `${count} ${Number(count) === 1 ? 'character' : 'characters'}`;
  if (['array', 'set', 'map', 'record', 'object'].includes(origin)) {
    return `${count} ${Number(count) === 1 ? 'entry' : 'entries'}`;
  }
  return undefined;
};

const tooSmall = ({
  origin,
  minimum,
  inclusive,
  exact,
}: z.core.$ZodIssueTooSmall | Extract<Issue, { code: 'too_small' }>) => {
  const count = countOf(origin, minimum);
  if (count === undefined) return inclusive === false ? `must be more than ${minimum}` : `must be at least ${minimum}`;
  if (exact === true) return `must have exactly ${count}`;
  return Number(minimum) === 1 ? 'must not be empty' : `must have at least ${count}`;
};

const tooBig = ({
  origin,
  maximum,
  inclusive,
  exact,
}: z.core.$ZodIssueTooBig | Extract<Issue, { code: 'too_big' }>) => {
  const count = countOf(origin, maximum);
  if (count === undefined) return inclusive === false ? `must be less than ${maximum}` : `must be at most ${maximum}`;
  return exact === true ? `must have exactly ${count}` : `must have at most ${count}`;
};

const formats: Readonly<Record<string, string>> = {
  email: 'must be an e-mail address, such as "billing@example.com"',
  url: 'must be a URL',
  uuid: 'must be a UUID',
  datetime: 'must be an RFC 3339 time, such as "2026-10-01T00:00:00Z"',
  date: 'must be a date, such as "2026-10-01"',
  base64: 'must be base64',
};

type Union = Extract<Issue | Inner, { code: 'invalid_union' }>;

/** Where one part of the union has the right kind, what is wrong in it; else all kinds and values that would do. */
const noneFits = (issue: Union): string => {
  if ('options' in issue && Array.isArray(issue.options)) return `must be ${oneOf(issue.options)}`;
  const { errors } = issue;
  const parts: readonly (readonly Inner[])[] = errors;
  const close = parts.find(([first]) => first?.code !== 'invalid_type' && first?.code !== 'invalid_value');
  if (close?.[0] !== undefined) return whatIsWrong(close[0]);
  const kinds = parts.flatMap(([first]) => {
    if (first?.code === 'invalid_type') return [kindName(first.expected)];
    return first?.code === 'invalid_value' ? [oneOf(first.values)] : [];
  });
  return kinds.length === 0 ? 'is not valid' : `must be ${[...new Set(kinds)].join(' or ')}`;
};

const innerWrong = ([first]: readonly Inner[]): string => {
  if (first === undefined) return 'is not valid';
  return first.code === 'custom' ? `is refused: ${first.message}` : whatIsWrong(first);
};
