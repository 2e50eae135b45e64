import { type Instant, plusDays, toMilliseconds } from '../../kernel/instant.ts';
import { logMarginDays } from '../contract.ts';

/** When DynamoDB may delete an item, in seconds since 1970.
 *  @param days that it is kept from `now` on */
export const expiryAfter = (now: Instant, days: number): number =>
  Math.floor(toMilliseconds(plusDays(now, days)) / 1000);

/** The same for an entry of the log (a batch, a void, a repair), which outlives the claims that name it.
 *  @param claimDays that a claim is kept */
export const logExpiryAfter = (now: Instant, claimDays: number): number => expiryAfter(now, claimDays + logMarginDays);
