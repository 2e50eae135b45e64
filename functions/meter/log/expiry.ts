import { expiryAfter } from '../../kernel/expiry.ts';
import type { Instant } from '../../kernel/instant.ts';
import { logMarginDays } from '../contract.ts';

/** When DynamoDB may delete an entry of the log (a batch, a void, a repair), which outlives the claims that name it.
 *  @param claimDays that a claim is kept */
export const logExpiryAfter = (now: Instant, claimDays: number): number => expiryAfter(now, claimDays + logMarginDays);
