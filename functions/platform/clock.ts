import { fromMilliseconds, type Instant } from '../kernel/instant.ts';

/** The time of the wall clock. A customer on a test clock lives in another time: `customerNow` in `catalog/` tells
 *  it. */
export const wallClock = (): Instant => fromMilliseconds(Date.now());
