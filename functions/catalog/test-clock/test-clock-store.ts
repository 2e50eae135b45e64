import { z } from 'zod';
import { type CustomerId, customerId, type TestClockId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { Conflict, InvalidInput, NotFound } from '../../kernel/meterline-error.ts';
import { mapPage, type Page } from '../../platform/table/cursor.ts';
import type { PageRequest } from '../../platform/table/query.ts';
import { listPage, readAll, readItem, updateItem } from '../table/item-store.ts';
import { clockCustomerPrefix, listKey, testClockItem, testClockPartition } from '../table/keys.ts';
import { commit, create } from '../table/transaction-store.ts';
import type { TestClock } from './test-clock.ts';
import { testClockFromWire, testClockToWire, testClockWire } from './test-clock-wire.ts';

const kind = 'TEST_CLOCKS';

export const createTestClock = async (clock: TestClock): Promise<void> => {
  // A clock that stands has no target in the table, rather than null, so that conditions only have to compare times.
  const { target: _, ...wire } = testClockToWire(clock);
  const item = create(testClockItem(clock.id), { ...wire, ...listKey(kind, clock.createdAt, clock.id) });
  await commit({ item, refusal: () => new Conflict('test_clock_exists', `There is a test clock "${clock.id}".`) });
};

export const findTestClock = async (id: TestClockId): Promise<TestClock | undefined> => {
  const item = await readItem(testClockItem(id));
  return item === undefined ? undefined : fromItem(item);
};

/** The read is strongly consistent.
 *  @throws NotFound `test_clock_not_found` */
export const requireTestClock = async (id: TestClockId): Promise<TestClock> => {
  const clock = await findTestClock(id);
  if (clock === undefined) throw new NotFound('test_clock', id);
  return clock;
};

export const testClockPage = async (request: PageRequest): Promise<Page<TestClock>> =>
  mapPage(await listPage(kind, request), fromItem);

/** Lets the clock begin to move to `to`. Where it moves already, the later of the two targets holds.
 *  @throws NotFound `test_clock_not_found`
 *  @throws InvalidInput `clock_moves_forward` at `/to` */
export const startAdvance = async (id: TestClockId, to: Instant): Promise<TestClock> => {
  const clock = await change(id, {
    UpdateExpression: 'SET #target = :to, #status = :advancing',
    ConditionExpression: '#now <= :to AND (attribute_not_exists(#target) OR #target < :to)',
    ExpressionAttributeNames: { '#now': 'now', '#target': 'target', '#status': 'status' },
    ExpressionAttributeValues: { ':to': to, ':advancing': 'advancing' },
  });
  if (to >= clock.now) return clock;
  throw new InvalidInput({
    code: 'clock_moves_forward',
    pointer: '/to',
    detail: `The clock shows ${clock.now} already.`,
  });
};

/** Moves the clock to `to`, on the way to its target. A clock that shows that time already, or a later one, is left as
 *  it is.
 *  @throws NotFound `test_clock_not_found`
 *  @throws Conflict `test_clock_not_advancing` when `to` lies beyond the target */
export const moveClock = async (id: TestClockId, to: Instant): Promise<void> => {
  const clock = await change(id, {
    UpdateExpression: 'SET #now = :to',
    ConditionExpression: '#now < :to AND #target >= :to',
    ExpressionAttributeNames: { '#now': 'now', '#target': 'target' },
    ExpressionAttributeValues: { ':to': to },
  });
  if (clock.now < to) throw new Conflict('test_clock_not_advancing', `The clock is not on its way to ${to}.`);
};

/** Ends the advance if the clock shows its target. Where the target was raised meanwhile it stands, and the clock that
 *  is returned is still advancing. A clock that is ready already is left as it is.
 *  @throws NotFound `test_clock_not_found` */
export const finishAdvance = async (id: TestClockId): Promise<TestClock> => {
  const clock = await change(id, {
    UpdateExpression: 'SET #status = :ready REMOVE #target',
    ConditionExpression: 'attribute_exists(#target) AND #now = #target',
    ExpressionAttributeNames: { '#now': 'now', '#target': 'target', '#status': 'status' },
    ExpressionAttributeValues: { ':ready': 'ready' },
  });
  return clock;
};

/** The read is strongly consistent. */
export const customersOnClock = async (id: TestClockId): Promise<readonly CustomerId[]> =>
  (await readAll(testClockPartition(id), clockCustomerPrefix)).map((item) => customerId(member.parse(item).customerId));

const member = z.object({ customerId: z.string() });

const fromItem = (item: unknown): TestClock => testClockFromWire(testClockWire.parse(item));

/** Changes the clock if the condition holds.
 *  @returns the clock as it is afterwards, whether the condition held or not */
const change = async (id: TestClockId, update: Parameters<typeof updateItem>[1]): Promise<TestClock> => {
  const item = await updateItem(testClockItem(id), update);
  return item === undefined ? requireTestClock(id) : fromItem(item);
};
