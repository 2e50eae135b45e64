import { parse } from 'lossless-json';
import { pointerOf } from '../kernel/json-pointer.ts';
import { InvalidInput } from '../kernel/meterline-error.ts';
import type { Json } from './usage-event.ts';

/** A double holds any decimal of 15 significant digits, and not every one of 16 (IEEE 754, DBL_DIG). */
const exactDigits = 15;

/** Below, doubles lose digits one after the other (subnormals), until nothing but zero is left. */
const smallest = 2.2250738585072014e-308;

/** A number in the text that a double would change. It is kept as written, to be refused where it stands. */
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

/** 16 digits in a row where a number may begin, or an exponent of three. Also met by some texts, which does no harm. */
const suspicious = /(?:^|[:,[\s])-?\d(?:(?:\.?\d){15}|[\d.]*[eE][-+]?\d{3})/;

/** As `JSON.parse` has it: the last one counts. */
const onDuplicateKey = ({ newValue }: { readonly newValue: unknown }): unknown => newValue;

/** JSON whose numbers all survive: those that a double does not hold come as `InexactNumber`.
 *  The exact parser is slower and runs only where such a number may be in the text at all.
 *  @throws InvalidInput `malformed_json` */
export const parseJson = (text: string): unknown => {
  try {
    return suspicious.test(text)
      ? parse(text, undefined, { parseNumber: readNumber, onDuplicateKey })
      : JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable';
    throw new InvalidInput({ code: 'malformed_json', pointer: '', detail: `The body is not JSON: ${reason}` });
  }
};

/** JSON pointer of the first inexact number in `value`, below `base`. */
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
