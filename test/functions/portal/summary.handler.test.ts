import { GetItemCommand, QueryCommand as UsageQueryCommand } from '@aws-sdk/client-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { itemOf } from '../../../functions/invoice/store/invoice-store.ts';
import { customerId } from '../../../functions/kernel/ids.ts';
import type { Caller } from '../../../functions/platform/http/caller.ts';
import { dynamo } from '../../../functions/platform/table/dynamo.ts';
import { handler } from '../../../functions/portal/summary.handler.ts';
import { summarySchema } from '../../../functions/portal/summary-wire.ts';
import { mockClient } from '../../support/mock-client.ts';
import { CatalogApi } from '../catalog/catalog-api.ts';
import { httpEvent, lambdaContext } from '../platform/http-event.ts';
import { invoiceOf, metered, running, tiered, usage } from './facts-fixture.ts';

const reader: Caller = { kind: 'key', keyId: 'key_1', scopes: ['read'] };
const own: Caller = { kind: 'portal', customerId: customerId('cust_8821') };
const other: Caller = { kind: 'portal', customerId: customerId('somebody_else') };
const counters = mockClient(dynamo);
let catalog: CatalogApi;

/** A customer on a test clock, half through November. */
beforeEach(async () => {
  catalog = new CatalogApi();
  vi.stubEnv('USAGE_TABLE', 'usage').stubEnv('INVOICES_TABLE', 'invoices');
  counters.reset();
  counters.on(GetItemCommand).resolves({});
  counters.on(UsageQueryCommand).resolves({ Items: [] });
  catalog.table.client.on(QueryCommand, { TableName: 'invoices' }).resolves({ Items: [] });
  const clock = await catalog.call('POST /test-clocks', { now: '2026-11-16T00:00:00Z' });
  const testClockId = clock.body.id;
  await catalog.call('POST /customers', { id: 'cust_8821', currency: 'USD', testClockId });
});
afterEach(() => vi.unstubAllEnvs());

const subscribe = async () => {
  const meter = { key: 'minutes', eventType: 'done', aggregation: 'sum', valueProperty: 'minutes' };
  await catalog.call('POST /meters', meter);
  await catalog.call('POST /plans', { id: 'transcoding', interval: 'month', prices: { USD: { charges: [tiered] } } });
  const startAt = '2026-11-01T00:00:00Z';
  await catalog.call('POST /subscriptions', { customerId: 'cust_8821', planId: 'transcoding', startAt });
};

const get = async (caller: Caller, id = 'cust_8821') => {
  const call = { route: 'GET /customers/{customerId}/summary', caller, parameters: { customerId: id } };
  return handler(httpEvent(call), lambdaContext);
};
const summary = async () => summarySchema.parse(JSON.parse((await get(own)).body));

describe('GET /customers/{customerId}/summary', () => {
  it('is empty but valid without a subscription', async () => {
    expect(await summary()).toMatchObject({
      current: null,
      history: [],
      invoices: [],
      now: '2026-11-16T00:00:00.000Z',
    });
  });

  it("reads the counters of the period, late ones too, in the customer's time", async () => {
    await subscribe();
    const window = { events: { N: '1' }, sum: { N: '1000' } };
    counters
      .on(UsageQueryCommand)
      .resolvesOnce({ Items: [{ ...window, sk: { S: 'minutes#2026-11-02T10:00' } }] })
      .resolvesOnce({
        Items: [{ ...window, sum: { N: '700' }, sk: { S: 'LATE#2026-11-03T00:00#minutes#2026-11-02T11:00' } }],
      });
    const { current } = await summary();
    expect(current).toMatchObject({ total: '149.00', projection: { total: '268.00', elapsed: '0.5' } });
  });

  it('reads at most 100,000 counters of all meters and periods together, and else says that it leaves usage out', async () => {
    await subscribe();
    const window = { events: { N: '1' }, sum: { N: '1' }, sk: { S: 'minutes#2026-11-02T10:00' } };
    const page = Array.from({ length: 1_000 }, () => window);
    counters.on(UsageQueryCommand).resolves({ Items: page, LastEvaluatedKey: { pk: { S: 'x' } } });
    expect(await summary()).toMatchObject({ current: null, usageOmitted: true, history: [], invoices: [] });
    expect(counters.commandCalls(UsageQueryCommand).length).toBeLessThan(110);
    counters.on(UsageQueryCommand).resolves({ Items: page });
    expect(await summary()).toMatchObject({ current: { planId: 'transcoding' }, usageOmitted: false });
  });

  it('asks for final invoices only, and links to their pages', async () => {
    const closed = metered(1, { minutes: usage(['2026-10-05T00:00:00Z', '3400']) });
    const invoice = invoiceOf(running([tiered], closed), closed, 'INV-000001');
    catalog.table.client.on(QueryCommand, { TableName: 'invoices' }).callsFake((input) => {
      expect(Object.values(input.ExpressionAttributeValues)).not.toContain('draft');
      return { Items: [itemOf(invoice)] };
    });
    const { invoices } = await summary();
    expect(invoices).toMatchObject([{ number: 'INV-000001', total: '268.00', status: 'open' }]);
    expect(invoices[0]?.links.html).toMatch(/^https:.*\/v1\/invoices\/inv_[^/]+\.html$/);
  });

  it("opens to a key and to the customer's own link, and to no other link", async () => {
    expect((await get(reader)).statusCode).toBe(200);
    expect((await get(own)).statusCode).toBe(200);
    const refusal = await get(other);
    expect(refusal.statusCode).toBe(403);
    expect(JSON.parse(refusal.body)).toMatchObject({ code: 'not_your_data' });
  });

  it('of an unknown customer is not found', async () => {
    const { statusCode, body } = await get(reader, 'cust_unknown');
    expect(statusCode).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ code: 'customer_not_found' });
  });
});
