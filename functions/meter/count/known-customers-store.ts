import { customerItem } from '../../catalog/table/keys.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { batchGetAll } from '../../platform/table/batch-get-all.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';

/** What DynamoDB reads in one call. */
const readsPerCall = 100;
/** Customers that a container remembers. A customer that is there once is there for ever; one that is not is asked for again. */
const maxRemembered = 50_000;
const remembered = new Set<CustomerId>();

/** Which of the customers are in the catalog, strongly consistent. A container asks for each of them once, so that the usual event
 *  costs no read. It reads the keys alone: the store of customers would bring its schemas into the bundle of the consumer. */
export const knownCustomers = async (customers: Iterable<CustomerId>): Promise<ReadonlySet<CustomerId>> => {
  const asked = new Set(customers);
  const missing = [...asked].filter((customer) => !remembered.has(customer));
  const keys = new Map(missing.map((customer) => [String(customerItem(customer).pk), customer] as const));
  const parts: Promise<readonly CustomerId[]>[] = [];
  for (let at = 0; at < missing.length; at += readsPerCall)
    parts.push(present(missing.slice(at, at + readsPerCall), keys));
  const found = (await Promise.all(parts)).flat();
  const known = new Set([...asked].filter((customer) => remembered.has(customer)).concat(found));
  if (remembered.size + found.length > maxRemembered) remembered.clear();
  for (const customer of found) remembered.add(customer);
  return known;
};

const present = async (
  customers: readonly CustomerId[],
  byPartition: ReadonlyMap<string, CustomerId>,
): Promise<readonly CustomerId[]> => {
  const Keys = customers.map((customer) => {
    const { pk, sk } = customerItem(customer);
    return { pk: { S: pk }, sk: { S: sk } };
  });
  const items = await batchGetAll(dynamo, tableOf('catalog'), Keys);
  return items.flatMap(({ pk }) => byPartition.get(pk?.S ?? '') ?? []);
};
