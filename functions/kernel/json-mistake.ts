/** What the scan looks for next. */
type Expected = keyof typeof inWords;

const inWords = {
  value: 'a value',
  valueOrEnd: 'a value or "]"',
  key: 'a key in double quotes',
  keyOrEnd: 'a key in double quotes or "}"',
  colon: '":"',
  objectNext: '"," or "}"',
  arrayNext: '"," or "]"',
  nothing: 'the end',
} as const;

/** Where the scan is, and the objects and arrays that it is inside of. */
interface Scan {
  readonly at: number;
  readonly expected: Expected;
}

/** @param at index in the text */
interface Found {
  readonly at: number;
  readonly what: string;
}

const blank = /[ \t\r\n]*/y;
const plainValue = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;
const escaped = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;
const printable = /^[\p{L}\p{N}\p{P}\p{S}]$/u;
const byteOrderMark = '\ufeff';

/** The index after what the pattern finds just at `at`; `at` where it finds nothing. */
const after = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
};

/** Says in our own words where a text stops being JSON (RFC 8259). It tells one character of the text and no more.
 *
 *  > `{"a":1,}` is `line 1, column 8 (offset 7) has "}" where a key in double quotes is expected`.
 *
 *  @returns undefined where the text is JSON */
export const jsonMistake = (text: string): string | undefined => {
  if (text.startsWith(byteOrderMark)) return 'it begins with a byte order mark (U+FEFF), which is not sent with JSON';
  if (after(blank, text, 0) === text.length) return 'it is empty';
  const found = firstMistake(text);
  if (found === undefined) return undefined;
  return found.at >= text.length
    ? `it ends at ${placeOf(text, text.length)}, ${found.what}`
    : `${placeOf(text, found.at)} has ${characterAt(text, found.at)} ${found.what}`;
};

const firstMistake = (text: string): Found | undefined => {
  const inside: ('objectNext' | 'arrayNext')[] = [];
  let scan: Scan = { at: after(blank, text, 0), expected: 'value' };
  while (scan.at < text.length) {
    const next = step(text, scan, inside);
    if ('what' in next) return next;
    scan = { at: after(blank, text, next.at), expected: next.expected };
  }
  return scan.expected === 'nothing' ? undefined : { at: text.length, what: where(scan.expected) };
};

const where = (expected: Expected): string => `where ${inWords[expected]} is expected`;

/** One token further. `inside` is the way to it, and grows and shrinks with it: a body of 5 MB may be a million arrays deep. */
const step = (text: string, { at, expected }: Scan, inside: ('objectNext' | 'arrayNext')[]): Scan | Found => {
  const character = text.charAt(at);
  const afterValue = (end: number): Scan => ({ at: end, expected: inside.at(-1) ?? 'nothing' });
  const closed = (): Scan => {
    inside.pop();
    return afterValue(at + 1);
  };
  switch (expected) {
    case 'keyOrEnd':
      if (character === '}') return closed();
      return keyAt(text, at, expected);
    case 'key':
      return keyAt(text, at, expected);
    case 'colon':
      return character === ':' ? { at: at + 1, expected: 'value' } : { at, what: where(expected) };
    case 'objectNext':
      if (character === '}') return closed();
      return character === ',' ? { at: at + 1, expected: 'key' } : { at, what: where(expected) };
    case 'arrayNext':
      if (character === ']') return closed();
      return character === ',' ? { at: at + 1, expected: 'value' } : { at, what: where(expected) };
    case 'nothing':
      return { at, what: 'after the end of the value' };
    case 'valueOrEnd':
      if (character === ']') return closed();
      break;
    case 'value':
  }
  if (character === '{') {
    inside.push('objectNext');
    return { at: at + 1, expected: 'keyOrEnd' };
  }
  if (character === '[') {
    inside.push('arrayNext');
    return { at: at + 1, expected: 'valueOrEnd' };
  }
  const end = character === '"' ? endOfString(text, at) : after(plainValue, text, at);
  if (typeof end !== 'number') return end;
  return end === at ? { at, what: where(expected) } : afterValue(end);
};

const keyAt = (text: string, at: number, expected: 'key' | 'keyOrEnd'): Scan | Found => {
  if (text[at] !== '"') return { at, what: where(expected) };
  const end = endOfString(text, at);
  return typeof end === 'number' ? { at: end, expected: 'colon' } : end;
};

/** The index after the closing quote of the string that begins at `start`. */
const endOfString = (text: string, start: number): number | Found => {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '"') return at + 1;
    if (text.charCodeAt(at) < 0x20) return { at, what: 'in a string, where it has to be written as an escape' };
    if (text[at] !== '\\') continue;
    const end = after(escaped, text, at);
    if (end === at) return { at, what: 'with an escape that JSON does not have' };
    at = end - 1;
  }
  return { at: text.length, what: 'in the middle of a string' };
};

/** Lines and columns begin with 1 and the offset with 0, all of them in characters; an emoji is one. */
const placeOf = (text: string, end: number): string => {
  let [line, lineStart, offset] = [1, 0, 0];
  for (let at = 0; at < end; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0xdc00 || unit > 0xdfff) offset += 1;
    if (unit === 0x0a) [line, lineStart] = [line + 1, offset];
  }
  return `line ${line}, column ${offset - lineStart + 1} (offset ${offset})`;
};

const characterAt = (text: string, at: number): string => {
  const point = text.codePointAt(at) ?? 0;
  const character = String.fromCodePoint(point);
  if (character === '"') return 'a double quote';
  return printable.test(character) ? `"${character}"` : `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
};
