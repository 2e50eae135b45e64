import { findCustomer } from '../catalog/customer-store.ts';
import type { CustomerId } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import { requireTestClock } from '../catalog/test-clock-store.ts';

/** The time in which a customer on a test clock lives; undefined for everybody else. */
export const testClockNow = async (customer: CustomerId): Promise<Instant | undefined> => {
  const testClockId = (await findCustomer(customer))?.testClockId ?? null;
  return testClockId === null ? undefined : (await requireTestClock(testClockId)).now;
};
