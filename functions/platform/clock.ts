import { fromMilliseconds, type Instant } from '../kernel/instant.ts';

/** The wall clock. A customer on a test clock lives in another time: `customerNow` in `catalog/`. */
export const wallClock = (): Instant => fromMilliseconds(Date.now());
