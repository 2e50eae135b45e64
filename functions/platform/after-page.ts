import * as z from 'zod';

/** How far a state machine is that reads a list page by page and starts an execution for each thing in it. `run` is
 *  the name of the execution that began. */
export const pagesSchema = z.object({
  /** Where the next page begins; empty at the beginning, and after the last page. */
  cursor: z.string(),
  run: z.string(),
  /** How many pages this execution has read. */
  pages: z.int().nonnegative(),
  /** Whether some page so far was not started whole. */
  incomplete: z.boolean(),
});

/** How many pages one execution reads. A page takes 15 events of its history, or 51 where it is read at the last try;
 *  AWS allows 25,000 events an execution. */
const pagesPerExecution = 400;

/** What comes after a page: the next page in this execution, the next page in a new execution, or nothing. */
export type AfterPage = 'page' | 'execution' | 'end';

/** @param pages how many this execution has read
 *  @param cursor empty after the last page */
export const afterPage = (pages: number, cursor: string): AfterPage => {
  if (cursor === '') return 'end';
  return pages < pagesPerExecution ? 'page' : 'execution';
};
