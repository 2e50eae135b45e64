import type { Mutant as Found } from '@stryker-mutator/api/core';

/** A mutant and the words that say what it is. */
export interface Mutant {
  readonly id: string;
  /** The path of its file from the root. */
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  readonly mutator: string;
  /** The whole line that it begins in, as it is. */
  readonly place: string;
  /** The code as it is, and as the mutant has it: in one line each, without the spaces at its ends. */
  readonly original: string;
  readonly replacement: string;
  /** The whole file with the mutant in it. */
  readonly mutated: string;
}

const inOneLine = (code: string): string => code.replaceAll(/\s+/g, ' ').trim();

/** @param place counts lines and columns from 0 */
const offsetOf = (text: string, { line, column }: Found['location']['start']): number =>
  text
    .split('\n')
    .slice(0, line)
    .reduce((offset, one) => offset + one.length + 1, column);

/** What is no expression, and cannot stand in brackets: a block, a `case`, or nothing. */
const isStatement = /^(\{|case |default:|;)/;

/** @param text of the file */
export const mutantOf = ({ id, fileName, location, mutatorName, replacement }: Found, text: string): Mutant => {
  const [start, end] = [offsetOf(text, location.start), offsetOf(text, location.end)];
  const put = isStatement.test(replacement) ? replacement : `(${replacement})`;
  return {
    ...{ id, file: fileName, mutator: mutatorName, line: location.start.line + 1 },
    place: inOneLine(text.split('\n')[location.start.line] ?? ''),
    original: inOneLine(text.slice(start, end)),
    replacement: inOneLine(replacement),
    mutated: `${text.slice(0, start)}${put}${text.slice(end)}`,
  };
};
