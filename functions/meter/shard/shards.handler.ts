import { customerId, isCustomerId } from '../../kernel/ids.ts';
import { NotFound } from '../../kernel/meterline-error.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { setShards, shardsOf } from './head-store.ts';
import { shardRoutes } from './shard-routes.ts';

/** A customer that is not made yet may be busy already. */
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
