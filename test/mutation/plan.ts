import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** What the process that tries mutants is told, in the file that this variable names. */
export const planVariable = 'MUTATION_PLAN';

const planSchema = z.object({
  /** Files that have mutants, by their absolute paths, with all of these in them, each behind a switch. */
  instrumented: z.record(z.string(), z.string()),
  /** Patterns of the tests. */
  tests: z.array(z.string()),
  /** Mutants that need not be tried (again). */
  done: z.array(z.string()),
  /** The file to which news are appended. */
  news: z.string(),
});
export type Plan = z.infer<typeof planSchema>;

export const readPlan = (): Plan => planSchema.parse(JSON.parse(readFileSync(process.env[planVariable] ?? '', 'utf8')));

const newsSchema = z.union([
  /** Tests come to these mutants. */
  z.object({ reached: z.array(z.string()) }),
  /** These are come to when their file is loaded. */
  z.object({ loaded: z.array(z.string()) }),
  z.object({ trying: z.string() }),
  z.object({ noticed: z.string() }),
  /** A test that is not repeated, and why. */
  z.object({ unused: z.string() }),
]);
export type News = z.infer<typeof newsSchema>;

export const tell = (file: string, news: News): void => appendFileSync(file, `${JSON.stringify(news)}\n`);

export const heard = (file: string): readonly News[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => newsSchema.parse(JSON.parse(line)))
    : [];
