import { setTimeout as sleep } from 'node:timers/promises';

/** Waits before the next try, so that those who compete for the same items part: 20 to 40 ms after the first try, and twice as
 *  long after each one more.
 *  @param tries that failed so far, 1 or more */
export const backOff = async (tries: number): Promise<void> => {
  await sleep(2 ** tries * 10 * (1 + Math.random()));
};
