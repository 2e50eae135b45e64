import { money } from './equivalent/money.ts';
import { rate } from './equivalent/rate.ts';
import type { Mutant } from './mutant.ts';

/** A mutant that behaves like the code does, so that no test can notice it. */
export interface Equivalent {
  readonly original: string;
  readonly replacement: string;
  readonly because: string;
}

/** Equivalent mutants, by the file that they are in. They do not count for the score. */
export type Equivalents = Readonly<Record<string, readonly Equivalent[]>>;

const known: Equivalents = { ...money, ...rate };

export const isEquivalent = ({ file, original, replacement }: Mutant): boolean =>
  known[file]?.some((one) => one.original === original && one.replacement === replacement) ?? false;

/** What is listed of these files and is not among the survivors: it has been noticed, or the code is another one now. */
export const stale = (files: ReadonlySet<string>, survivors: readonly Mutant[]): readonly string[] =>
  Object.entries(known)
    .filter(([file]) => files.has(file))
    .flatMap(([file, listed]) =>
      listed
        .filter(
          ({ original, replacement }) =>
            !survivors.some((one) => one.file === file && one.original === original && one.replacement === replacement),
        )
        .map(({ original, replacement }) => `${file}: ${original} → ${replacement}`),
    );
