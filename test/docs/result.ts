import type { Fence } from './page.ts';

/** What is printed instead of what the page says; undefined where it is as the page says. */
export const differenceFrom = ({ language, text }: Fence, output: string): string | undefined => {
  if (language !== 'json') return lineDifference(text, output);
  const printed = lastJson(output);
  if (printed === undefined) return 'no JSON was printed';
  return jsonDifference(JSON.parse(text), printed, '');
};

/** Each line occurs, in this order; `…` stands for anything. */
const lineDifference = (text: string, output: string): string | undefined => {
  const lines = output.split('\n');
  let at = 0;
  for (const wanted of text.split('\n').map((line) => line.trim())) {
    if (wanted === '') continue;
    const found = lines.findIndex((line, index) => index >= at && patternOf(wanted, false).test(line));
    if (found === -1) return `no line ${at === 0 ? '' : 'after the others '}is: ${wanted}`;
    at = found + 1;
  }
  return undefined;
};

const patternOf = (text: string, whole: boolean): RegExp => {
  const pattern = text
    .split('…')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(whole ? `^${pattern}$` : pattern, 's');
};

/** The object or list that the output ends with, or the last one with other lines after it. */
const lastJson = (output: string): unknown => {
  const lines = output.split('\n');
  for (let end = lines.length; end > 0; end--) {
    for (let start = end - 1; start >= 0; start--) {
      const value = jsonOf(lines.slice(start, end).join('\n'));
      if (value !== undefined) return value;
    }
  }
  return undefined;
};

const jsonOf = (text: string): unknown => {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** An object has at least these fields, a list these elements; `…` in a text stands for anything. */
const jsonDifference = (wanted: unknown, found: unknown, pointer: string): string | undefined => {
  const told = `${pointer || 'it'} is ${JSON.stringify(found)}, and not ${JSON.stringify(wanted)}`;
  if (typeof wanted === 'string')
    return typeof found === 'string' && patternOf(wanted, true).test(found) ? undefined : told;
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found) || found.length !== wanted.length) return told;
    return first(wanted.map((item, index) => jsonDifference(item, found[index], `${pointer}/${index}`)));
  }
  if (!isObject(wanted)) return wanted === found ? undefined : told;
  if (!isObject(found)) return told;
  return first(Object.entries(wanted).map(([key, value]) => jsonDifference(value, found[key], `${pointer}/${key}`)));
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const first = (differences: readonly (string | undefined)[]): string | undefined =>
  differences.find((difference) => difference !== undefined);
