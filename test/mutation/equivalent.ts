import { catalog } from './equivalent/catalog.ts';
import { money } from './equivalent/money.ts';
import { rate } from './equivalent/rate.ts';
import type { Mutant } from './mutant.ts';

/** A mutant that behaves like the code does, so that no test can notice it. */
export interface Equivalent {
  readonly original: string;
  readonly replacement: string;
  /** A part of the line that it begins in, where the same code stands in several lines. */
  readonly at?: string;
  readonly because: string;
}

/** Equivalent mutants, by the file that they are in. They do not count for the score. */
export type Equivalents = Readonly<Record<string, readonly Equivalent[]>>;

const known: Equivalents = { ...money, ...rate, ...catalog };

const isSame = (mutant: Mutant, { original, replacement, at = '' }: Equivalent): boolean =>
  mutant.original === original && mutant.replacement === replacement && mutant.place.includes(at);

export const isEquivalent = (mutant: Mutant): boolean =>
  known[mutant.file]?.some((one) => isSame(mutant, one)) ?? false;

/** What is listed of these files and is not among the survivors: it has been noticed, or the code is another one now. */
export const stale = (files: ReadonlySet<string>, survivors: readonly Mutant[]): readonly string[] =>
  Object.entries(known).flatMap(([file, listed]) =>
    listed
      .filter((one) => files.has(file) && !survivors.some((mutant) => mutant.file === file && isSame(mutant, one)))
      .map(({ original, replacement }) => `${file}: ${original} → ${replacement}`),
  );
