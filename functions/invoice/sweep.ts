/** Pages of one execution: about twenty history events each without retries, of 25,000 that AWS allows. */
const pagesPerExecution = 500;

/** What comes after a page: another one, here or in a new execution, or nothing. */
export type AfterPage = 'page' | 'execution' | 'end';

/** @param pages that this execution has read
 *  @param cursor null after the last */
export const afterPage = (pages: number, cursor: string | null): AfterPage => {
  if (cursor === null) return 'end';
  return pages < pagesPerExecution ? 'page' : 'execution';
};
