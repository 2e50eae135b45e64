import { type CustomerId, testClockId } from '../catalog/ids.ts';
import { type Instant, parseInstant } from '../catalog/instant.ts';
import { readItem } from '../catalog/item-store.ts';
import { customerItem, testClockItem } from '../catalog/keys.ts';
import { NotFound } from '../catalog/meterline-error.ts';

/** The time in which a customer on a test clock lives; undefined for everybody else. Reads the two attributes by itself:
 *  the stores of customers and clocks bring schemas with them, which ingest has no other use for.
 *  @throws NotFound `test_clock_not_found` */
export const testClockNow = async (customer: CustomerId): Promise<Instant | undefined> => {
  const clock = (await readItem(customerItem(customer)))?.testClockId;
  if (typeof clock !== 'string') return undefined;
  const now = (await readItem(testClockItem(testClockId(clock))))?.now;
  if (typeof now !== 'string') throw new NotFound('test_clock', clock);
  return parseInstant(now);
};
