import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { documents } from '../platform/dynamo.ts';
import type { Page } from '../platform/page.ts';
import { tableOf } from '../platform/tables.ts';
import { type Customer, customerFromWire, customerToWire, customerWire } from './customer.ts';
import type { CustomerId, TestClockId } from './ids.ts';
import type { Instant } from './instant.ts';
import { listPage, type PageRequest, readItem } from './item-store.ts';
import { clockCustomerItem, customerItem, listKey, testClockItem } from './keys.ts';
import { Conflict, NotFound, unknownReference } from './meterline-error.ts';
import { requireTestClock } from './test-clock-store.ts';
import { commit, create, type Write } from './transaction-store.ts';

const kind = 'CUSTOMERS';

/** @throws Conflict `customer_exists`
 *  @throws InvalidInput `unknown_test_clock` at `/testClockId` */
export const createCustomer = async (customer: Customer): Promise<void> => {
  const { id, testClockId, createdAt } = customer;
  const item = create(customerItem(id), { ...customerToWire(customer), ...listKey(kind, createdAt, id) });
  const refusal = () => new Conflict('customer_exists', `There is a customer "${id}" already.`);
  await commit({ item, refusal }, ...(testClockId === null ? [] : attachment(id, testClockId)));
};

/** Strongly consistent. */
export const findCustomer = async (id: CustomerId): Promise<Customer | undefined> => {
  const item = await readItem(customerItem(id));
  return item === undefined ? undefined : fromItem(item);
};

/** Strongly consistent.
 *  @throws NotFound `customer_not_found` */
export const requireCustomer = async (id: CustomerId): Promise<Customer> => {
  const customer = await findCustomer(id);
  if (customer === undefined) throw new NotFound('customer', id);
  return customer;
};

export const customerPage = async (request: PageRequest): Promise<Page<Customer>> => {
  const { data, nextCursor } = await listPage(kind, request);
  return { data: data.map(fromItem), nextCursor };
};

/** @throws NotFound `customer_not_found` */
export const setPaymentMethod = async (id: CustomerId, paymentMethod: string): Promise<Customer> => {
  try {
    const answer = await documents.send(
      new UpdateCommand({
        TableName: tableOf('catalog'),
        Key: customerItem(id),
        UpdateExpression: 'SET #paymentMethod = :paymentMethod',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#paymentMethod': 'paymentMethod' },
        ExpressionAttributeValues: { ':paymentMethod': paymentMethod },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return fromItem(answer.Attributes);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw new NotFound('customer', id);
    throw error;
  }
};

/** The time the customer lives in: its test clock's, else the wall clock's. */
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
