import type { CustomerId, TestClockId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { Conflict, NotFound, unknownReference } from '../../kernel/meterline-error.ts';
import { mapPage, type Page } from '../../platform/table/cursor.ts';
import { entering } from '../../platform/table/item-size.ts';
import type { PageRequest } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { listPage, readItem, updateItem } from '../table/item-store.ts';
import { clockCustomerItem, customerItem, listKey, testClockItem } from '../table/keys.ts';
import { commit, create, type Write } from '../table/transaction-store.ts';
import { requireTestClock } from '../test-clock/test-clock-store.ts';
import { type CustomerChange, changedCustomer } from './changed-customer.ts';
import type { Customer } from './customer.ts';
import { customerFromWire, customerToWire, customerWire } from './customer-wire.ts';
import { assertFamily } from './family.ts';
import { joinFamily, membersOf } from './family-store.ts';

const kind = 'CUSTOMERS';

/** @throws Conflict `customer_exists`
 *  @throws InvalidInput `unknown_test_clock` at `/testClockId`; at `/parentId` what `assertFamily` throws */
export const createCustomer = async (customer: Customer): Promise<void> => {
  const { id, testClockId, createdAt, parentId } = customer;
  const { parentId: _, ...wire } = customerToWire(customer);
  // A customer without a parent has no `parentId` in the table, rather than null, so that conditions can ask whether
  // there is one.
  const family = parentId === null ? {} : { parentId };
  const item = create(customerItem(id), { ...wire, ...family, ...listKey(kind, createdAt, id) });
  const refusal = () => new Conflict('customer_exists', `There is a customer "${id}" already.`);
  await commit(
    { item, refusal },
    ...(testClockId === null ? [] : attachment(id, testClockId)),
    ...(parentId === null ? [] : await newFamily(customer, parentId, [])),
  );
};

/** The read is strongly consistent. */
export const findCustomer = async (id: CustomerId): Promise<Customer | undefined> => {
  const item = await readItem(customerItem(id));
  return item === undefined ? undefined : fromItem(item);
};

/** The read is strongly consistent.
 *  @throws NotFound `customer_not_found` */
export const requireCustomer = async (id: CustomerId): Promise<Customer> => {
  const customer = await findCustomer(id);
  if (customer === undefined) throw new NotFound('customer', id);
  return customer;
};

export const customerPage = async (request: PageRequest): Promise<Page<Customer>> =>
  mapPage(await listPage(kind, request), fromItem);

/** @throws NotFound `customer_not_found` */
export const setPaymentMethod = async (id: CustomerId, paymentMethod: string): Promise<Customer> => {
  const item = await updateItem(customerItem(id), {
    UpdateExpression: 'SET #paymentMethod = :paymentMethod',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#paymentMethod': 'paymentMethod' },
    ExpressionAttributeValues: { ':paymentMethod': paymentMethod },
  });
  if (item === undefined) throw new NotFound('customer', id);
  return fromItem(item);
};

/** Changes the fields that are given, if the customer is still the one by which the change was decided.
 *  @param revision the one that the caller knows, if it wants to be refused where there is another
 *  @throws NotFound `customer_not_found`
 *  @throws Conflict `customer_changed`
 *  @throws InvalidInput at `/parentId` what `assertFamily` throws */
export const changeCustomer = async (id: CustomerId, change: CustomerChange, revision?: number): Promise<Customer> => {
  const before = await requireCustomer(id);
  const after = changedCustomer(before, change);
  const refusal = () => new Conflict('customer_changed', 'Somebody else changed it just now: look at it first.');
  if (revision !== undefined && revision !== before.revision) throw refusal();
  if (after === before) return before;
  const { parentId } = after;
  const joins = parentId !== null && parentId !== before.parentId;
  const family = joins ? await newFamily(before, parentId, await childrenOf(id)) : [];
  await commit({ item: { Update: replaceCustomer(before, after) }, refusal }, ...family);
  return after;
};

/** @throws InvalidInput at `/parentId` what `assertFamily` throws */
const newFamily = async (child: Customer, parentId: CustomerId, children: readonly Customer[]) => {
  assertFamily(child, parentId, await findCustomer(parentId), children.length > 0);
  return joinFamily(child.id, parentId);
};

/** Replaces the fields that a change may touch. Keys, payment method and place in the list stay. */
const replaceCustomer = ({ revision }: Customer, after: Customer) => {
  const { id, currency, testClockId, createdAt, paymentMethod, parentId, ...rest } = customerToWire(after);
  const fields = entering({ ...rest, ...(parentId === null ? {} : { parentId }) });
  const names = Object.keys(fields);
  return {
    TableName: tableOf('catalog'),
    Key: customerItem(after.id),
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${parentId === null ? ' REMOVE #parentId' : ''}`,
    // Customers that were made before there were revisions have none.
    ConditionExpression:
      revision === 0 ? '(attribute_not_exists(#revision) OR #revision = :before)' : '#revision = :before',
    ExpressionAttributeNames: Object.fromEntries([...names, 'parentId'].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])),
      ':before': revision,
    },
  };
};

/** The customers that have this one as parent now; strongly consistent. */
export const childrenOf = async (parent: CustomerId): Promise<readonly Customer[]> => {
  const found = await Promise.all((await membersOf(parent)).map(findCustomer));
  return found.filter((one): one is Customer => one?.parentId === parent);
};

/** The time that the customer lives in: that of its test clock, else that of the wall clock. */
export const customerNow = async (customer: Customer, wallNow: Instant): Promise<Instant> =>
  customer.testClockId === null ? wallNow : (await requireTestClock(customer.testClockId)).now;

const fromItem = (item: unknown): Customer => customerFromWire(customerWire.parse(item));

const attachment = (id: CustomerId, testClockId: TestClockId): readonly Write[] => [
  {
    item: {
      ConditionCheck: {
        TableName: tableOf('catalog'),
        Key: testClockItem(testClockId),
        ConditionExpression: 'attribute_exists(pk)',
      },
    },
    refusal: () => unknownReference('test_clock', testClockId, '/testClockId'),
  },
  {
    item: create(clockCustomerItem(testClockId, id), { customerId: id }),
    refusal: () => new Conflict('customer_exists', `There is a customer "${id}" already.`),
  },
];
