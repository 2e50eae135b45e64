import { type Instant, plusDays, toMilliseconds } from './instant.ts';

/** When DynamoDB may delete an item (its time to live), in seconds since 1970. Once that is past, DynamoDB deletes it within days.
 *  @param days that the item is kept from `since` on */
export const expiryAfter = (since: Instant, days: number): number =>
  Math.floor(toMilliseconds(plusDays(since, days)) / 1000);
