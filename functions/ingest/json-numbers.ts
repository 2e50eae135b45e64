import { parse } from 'lossless-json';
import { readJson } from '../kernel/json-body.ts';
import { pointerOf } from '../kernel/json-pointer.ts';
import type { Json } from './usage-event.ts';

/** A double holds any decimal of 15 significant digits, but not every one of 16 (IEEE 754, DBL_DIG). */
const exactDigits = 15;

/** Below this number doubles lose one digit after the other (subnormals), until nothing but zero is left. */
const smallest = 2.2250738585072014e-308;

/** A number in the text that a double would change. It is kept as it was written, to be refused at its place. */
export class InexactNumber {
  constructor(readonly text: string) {}
}

export type RawJson = Json | InexactNumber | readonly RawJson[] | { readonly [key: string]: RawJson };

const significantDigits = (number: string): number => {
  const mantissa = number.replace(/[eE].*$/, '').replace(/[-.]/g, '');
  return mantissa.replace(/^0+/, '').replace(number.includes('.') ? '' : /0+$/, '').length;
};

const readNumber = (text: string): number | InexactNumber => {
  const digits = significantDigits(text);
  const size = Math.abs(Number(text));
  const held = digits <= exactDigits && Number.isFinite(size) && (size >= smallest || digits === 0);
  return held ? Number(text) : new InexactNumber(text);
};

/** Finds texts that may have a number which a double would change: 16 digits in a row where a number may begin, or an
 *  exponent of three digits. It also finds some texts that have none, which does no harm. */
const suspicious = /(?:^|[:,[\s])-?\d(?:(?:\.?\d){15}|[\d.]*[eE][-+]?\d{3})/;

/** Where a key stands twice, the last value counts, as it does for `JSON.parse`. The event is refused for it all the same. */
const onDuplicateKey = ({ newValue }: { readonly newValue: unknown }): unknown => newValue;

/** Reads JSON so that no number is changed: those that a double does not hold come as `InexactNumber`. The parser that
 *  can do that is slower, so it runs only where there may be such a number in the text.
 *  @throws InvalidInput `malformed_json` */
export const parseJson = (text: string): unknown => readJson(text, suspicious.test(text) ? parseExactly : JSON.parse);

const parseExactly = (text: string): unknown => parse(text, undefined, { parseNumber: readNumber, onDuplicateKey });

/** Finds the first inexact number in `value`, and its JSON pointer, which begins with `base`. */
export const findInexact = (value: unknown, base: string): { pointer: string; text: string } | undefined => {
  if (value instanceof InexactNumber) return { pointer: base, text: value.text };
  if (value === null || typeof value !== 'object') return undefined;
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'object') continue;
    const found = findInexact(item, base + pointerOf([key]));
    if (found !== undefined) return found;
  }
  return undefined;
};
