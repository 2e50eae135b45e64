import { fromMilliseconds, type Instant, toMilliseconds } from '../kernel/instant.ts';

/** Whole seconds, as a token has them: what is answered is when the token really ends. */
export const expiryOf = (issuedAt: Instant, minutes: number): Instant =>
  fromMilliseconds(Math.floor(toMilliseconds(issuedAt) / 1000) * 1000 + minutes * 60_000);
