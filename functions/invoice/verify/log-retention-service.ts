import { findCustomer } from '../../catalog/customer/customer-store.ts';
import { findTestClock } from '../../catalog/test-clock/test-clock-store.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { type Instant, plusDays } from '../../kernel/instant.ts';
import { logMarginDays } from '../../meter/contract.ts';
import { environmentNumber } from '../../platform/environment.ts';
import type { EvidenceClaim } from './evidence-claim.ts';

/** Events may be early by minutes, and a verification takes hours. */
const marginDays = 2;

export interface Verifiable {
  readonly claims: readonly EvidenceClaim[];
  /** Of periods for which the log may have expired in part: nobody can tell any more what was used in them. */
  readonly expired: readonly EvidenceClaim[];
}

/** @param now by the wall clock, which the log expires by */
export const splitByRetention = async (claims: readonly EvidenceClaim[], now: Instant): Promise<Verifiable> => {
  const horizon = plusDays(now, marginDays - environmentNumber('CLAIM_RETENTION_DAYS') - logMarginDays);
  const customers = [...new Set(claims.map(({ customerId }) => customerId))];
  const since = new Map(await Promise.all(customers.map(async (id) => [id, await loggedSince(id)] as const)));
  const isKept = ({ customerId, period }: EvidenceClaim) => (since.get(customerId) ?? period.start) >= horizon;
  return { claims: claims.filter(isKept), expired: claims.filter((claim) => !isKept(claim)) };
};

/** On a test clock events of any period may have come as early as there was the clock, by the wall clock; else in time with the
 *  period: null. */
const loggedSince = async (id: CustomerId): Promise<Instant | null> => {
  const customer = await findCustomer(id);
  if (customer === undefined || customer.testClockId === null) return null;
  return (await findTestClock(customer.testClockId))?.createdAt ?? null;
};
