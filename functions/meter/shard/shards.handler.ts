import { customerId, isCustomerId } from '../../kernel/ids.ts';
import { NotFound } from '../../kernel/meterline-error.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { setShards, shardsOf } from './shard-head-store.ts';
import { shardRoutes } from './shard-routes.ts';

/** The customer in the path. It need not be in the catalog: events of a customer may come before the customer is made. */
const given = (parameters: Readonly<Record<string, string>>) => {
  const text = parameters.customerId ?? '';
  if (!isCustomerId(text)) throw new NotFound('customer', text);
  return customerId(text);
};

export const handler = httpApi(shardRoutes, {
  setShards: async ({ body: { shards }, parameters }) => {
    const customer = given(parameters);
    await setShards(customer, shards);
    return { json: { customerId: customer, shards } };
  },
  getShards: async ({ parameters }) => {
    const customer = given(parameters);
    return { json: { customerId: customer, shards: await shardsOf(customer) } };
  },
});
