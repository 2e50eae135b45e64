import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { handler } from '../../../functions/collect/api.handler.ts';
import { begun } from '../../../functions/collect/collection.ts';
import { beginCollection } from '../../../functions/collect/collection-store.ts';
import { collectionWire } from '../../../functions/collect/collection-wire.ts';
import { paymentRoutes } from '../../../functions/collect/payment-routes.ts';
import type { Caller } from '../../../functions/platform/http/caller.ts';
import { httpEvent, lambdaContext } from '../platform/http-event.ts';
import { CollectWorld } from './collect-world.ts';
import { CollectionRun } from './collection-run.ts';
import { customerOf, due, finalizedAt, invoiceOf, keepCustomer, keepInvoice, setClock } from './overdue.ts';

const { id: invoiceId, customerId } = invoiceOf();
const reader: Caller = { kind: 'key', keyId: 'key_1', scopes: ['read'] };
const page = z.object({ data: z.array(z.record(z.string(), z.unknown())), nextCursor: z.string().nullable() });

const get = async (route: string, caller: Caller = reader) => {
  const answer = await handler(httpEvent({ route: `GET ${route}`, caller, parameters: { invoiceId } }), lambdaContext);
  return { status: answer.statusCode, body: z.record(z.string(), z.unknown()).parse(JSON.parse(answer.body)) };
};

beforeEach(async () => {
  const world = new CollectWorld();
  setClock(world, finalizedAt);
  keepCustomer(world, customerOf('pm_sim_declined'));
  keepInvoice(world, invoiceOf());
  await beginCollection(begun({ invoiceId, customerId, number: 'INV-000001', amountDue: due, startedAt: finalizedAt }));
  const run = new CollectionRun(world);
  await run.run();
  keepCustomer(world, customerOf('pm_sim_expired_card'));
  world.tokens.clear();
  run.goOn();
  await run.run();
});

describe('GET /payments: the attempts, in the order in which they were made', () => {
  it.each([`invoiceId=${invoiceId}`, `customerId=${customerId}`])('by %s', async (query) => {
    const { status, body } = await get(`/payments?${query}`);
    expect(status).toBe(200);
    expect(paymentRoutes.listPayments.response.parse(body).data).toEqual([
      {
        ...{ invoiceId, customerId, attempt: 1, trigger: 'first', at: finalizedAt, amount: '268.00', currency: 'USD' },
        ...{ paymentMethod: 'pm_sim_declined', outcome: 'declined', paymentId: null },
        ...{ declineCode: 'insufficient_funds', hardDecline: false },
      },
      expect.objectContaining({
        attempt: 2,
        trigger: 'payment_method',
        declineCode: 'expired_card',
        hardDecline: true,
      }),
    ]);
  });

  it('goes on from the cursor', async () => {
    const first = page.parse((await get(`/payments?customerId=${customerId}&limit=1`)).body);
    const rest = page.parse((await get(`/payments?customerId=${customerId}&cursor=${first.nextCursor}`)).body);
    expect([...first.data, ...rest.data].map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(rest.nextCursor).toBeNull();
  });

  it.each(['', `?invoiceId=${invoiceId}&customerId=${customerId}`])('refuses %j', async (query) => {
    const { status, body } = await get(`/payments${query}`);
    expect([status, body.code]).toEqual([400, 'customer_or_invoice_required']);
  });

  it('knows no attempts of an unknown customer, and no unknown invoice', async () => {
    expect((await get('/payments?customerId=nobody')).body.data).toEqual([]);
    expect((await get('/payments?invoiceId=inv_0')).body.code).toBe('invoice_not_found');
  });
});

describe('GET /invoices/{invoiceId}/collection: how far it is, and what is next', () => {
  it('waits for another payment method after a hard decline', async () => {
    const { status, body } = await get('/invoices/{invoiceId}/collection');
    expect(status).toBe(200);
    expect(collectionWire.parse(body)).toMatchObject({
      ...{ invoiceId, customerId, number: 'INV-000001', status: 'waiting', amountDue: '268.00', currency: 'USD' },
      ...{ stage: 4, firstFailedAt: finalizedAt, nextAttemptAt: null, paymentMethodBy: '2026-11-15T01:00:00.000Z' },
      ...{ startedAt: finalizedAt, endedAt: null },
      attempts: [{ attempt: 1 }, { attempt: 2 }],
    });
    expect(JSON.stringify(body)).not.toContain('token');
  });
});

describe('who may read', () => {
  it.each<[string, Caller]>([
    ['a portal link', { kind: 'portal', customerId }],
    ['a key that only sends events', { kind: 'key', keyId: 'key_2', scopes: ['ingest'] }],
  ])('not %s', async (_, caller) => {
    expect((await get(`/payments?customerId=${customerId}`, caller)).status).toBe(403);
    expect((await get('/invoices/{invoiceId}/collection', caller)).status).toBe(403);
  });
});
