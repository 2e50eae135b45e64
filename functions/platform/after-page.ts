import * as z from 'zod';

/** How far a machine is that starts an execution for each of a list. `run` is the execution that began it. */
export const pagesSchema = z.object({
  /** Empty at the beginning, and after the last page. */
  cursor: z.string(),
  run: z.string(),
  /** That this execution has read. */
  pages: z.int().nonnegative(),
  /** Not every page so far was started whole. */
  incomplete: z.boolean(),
});

/** Pages of one execution: 15 history events each, 51 where it is read at the last try, of 25,000 that AWS allows. */
const pagesPerExecution = 400;

/** What comes after a page: another one, here or in a new execution, or nothing. */
export type AfterPage = 'page' | 'execution' | 'end';

/** @param pages that this execution has read
 *  @param cursor empty after the last */
export const afterPage = (pages: number, cursor: string): AfterPage => {
  if (cursor === '') return 'end';
  return pages < pagesPerExecution ? 'page' : 'execution';
};
