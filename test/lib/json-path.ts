import { createHash } from 'node:crypto';

/** The context object, as far as our definitions look at it. */
export interface Context {
  readonly Execution: { readonly Name: string };
  readonly StateMachine: { readonly Id: string };
}

/** The JSON path and the intrinsic functions that our definitions use.
 *  @throws TypeError where AWS would fail the execution: a path that leads nowhere */
export const valueAt = (path: string, input: unknown, context: Context): unknown => {
  const call = /^States\.(\w+)\((.*)\)$/.exec(path);
  if (call !== null) return intrinsic(call[1] ?? '', argumentsOf(call[2] ?? '', input, context));
  if (path.startsWith('$$.')) return walk(path.slice(3), context);
  return path === '$' ? input : walk(path.slice(2), input);
};

export const isPresent = (path: string, input: unknown): boolean =>
  typeof input === 'object' && input !== null && Reflect.has(input, path.slice(2));

const walk = (path: string, from: unknown): unknown => {
  let value = from;
  for (const name of path.split('.')) {
    const entry: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    if (entry === undefined) throw new TypeError(`there is no ${path}`);
    value = entry;
  }
  return value;
};

const argumentsOf = (text: string, input: unknown, context: Context): readonly unknown[] =>
  splitOutside(text).map((part) => {
    const literal = /^'(.*)'$/.exec(part);
    if (literal !== null) return literal[1];
    return /^-?\d+$/.test(part) ? Number(part) : valueAt(part, input, context);
  });

/** At commas that are in no parentheses. */
const splitOutside = (text: string): readonly string[] => {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  return [...parts, part.trim()];
};

const intrinsic = (name: string, [first, second]: readonly unknown[]): unknown => {
  switch (name) {
    case 'MathAdd':
      return Number(first) + Number(second);
    case 'Format':
      return String(first).replace('{}', String(second));
    case 'Hash':
      return createHash('sha1').update(String(first)).digest('hex');
    default:
      throw new TypeError(`an intrinsic function that is not known here: ${name}`);
  }
};

/** `Parameters`: values, and paths by names that end in `.$`. */
export const parametersOf = (template: unknown, input: unknown, context: Context): unknown => {
  if (Array.isArray(template)) return template.map((item) => parametersOf(item, input, context));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$')
        ? [name.slice(0, -2), valueAt(String(value), input, context)]
        : [name, parametersOf(value, input, context)],
    ),
  );
};

/** The input with `result` at a path of one name; null drops the result. */
export const withResult = (input: unknown, path: string | null, result: unknown): unknown => {
  if (path === null) return input;
  return path === '$' ? result : { ...Object(input), [path.slice(2)]: result };
};
