import { findCustomer } from '../../catalog/customer/customer-store.ts';
import { findTestClock } from '../../catalog/test-clock/test-clock-store.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { type Instant, plusDays } from '../../kernel/instant.ts';
import { claimRetentionVariable, logMarginDays } from '../../meter/contract.ts';
import { environmentNumber } from '../../platform/environment.ts';
import type { EvidenceClaim } from './evidence-claim.ts';

/** Days. An event may be sent minutes before its time, and a verification takes hours. */
const marginDays = 2;

interface ByRetention {
  /** Claims of periods that the log still has in full. */
  readonly claims: readonly EvidenceClaim[];
  /** Claims of periods that the log may have lost in part: nobody can tell any more what was used in them. */
  readonly expired: readonly EvidenceClaim[];
}

/** Splits claims by whether the log still has all events of their periods. It keeps batches for 100 days longer than the ids
 *  of events: where those are kept for 400 days, it has all of a period that began in the last 400 + 100 - 2 = 498 days.
 *  @param now by the wall clock, by which the log expires */
export const splitByRetention = async (claims: readonly EvidenceClaim[], now: Instant): Promise<ByRetention> => {
  const horizon = plusDays(now, marginDays - environmentNumber(claimRetentionVariable) - logMarginDays);
  const customers = [...new Set(claims.map(({ customerId }) => customerId))];
  const since = new Map(await Promise.all(customers.map(async (id) => [id, await loggedSince(id)] as const)));
  const isKept = ({ customerId, period }: EvidenceClaim) => (since.get(customerId) ?? period.start) >= horizon;
  return { claims: claims.filter(isKept), expired: claims.filter((claim) => !isKept(claim)) };
};

/** From when on, by the wall clock, the customer's events of any period may have come. On a test clock that is when the clock
 *  was made: the clock's periods say nothing about it. Null without a test clock, where events come with their period. */
const loggedSince = async (id: CustomerId): Promise<Instant | null> => {
  const customer = await findCustomer(id);
  if (customer === undefined || customer.testClockId === null) return null;
  return (await findTestClock(customer.testClockId))?.createdAt ?? null;
};
