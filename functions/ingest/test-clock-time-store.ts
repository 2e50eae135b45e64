import { readItem } from '../catalog/table/item-store.ts';
import { customerItem, testClockItem } from '../catalog/table/keys.ts';
import { type CustomerId, testClockId } from '../kernel/ids.ts';
import { type Instant, parseInstant } from '../kernel/instant.ts';
import { NotFound } from '../kernel/meterline-error.ts';

/** The time in which a customer on a test clock lives; undefined for everybody else. It reads the two attributes by
 *  itself: the stores of customers and clocks would bring schemas with them, and with these zod, into the bundle of
 *  ingest.
 *  @throws NotFound `test_clock_not_found` */
export const testClockNow = async (customer: CustomerId): Promise<Instant | undefined> => {
  const clock = (await readItem(customerItem(customer)))?.testClockId;
  if (typeof clock !== 'string') return undefined;
  const now = (await readItem(testClockItem(testClockId(clock))))?.now;
  if (typeof now !== 'string') throw new NotFound('test_clock', clock);
  return parseInstant(now);
};
