import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentHash } from '../../../functions/ingest/content-hash.ts';
import { latePolicyVariable } from '../../../functions/ingest/contract.ts';
import { packMessages } from '../../../functions/ingest/message.ts';
import { customerId } from '../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';
import { ApiClient, eventually } from '../../../localstack/api-client.ts';
import { changeEnvironment } from '../../../localstack/deploy/function-environment.ts';
import { clientAt } from '../../../localstack/emulator/environment.ts';
import { type LocalStack, startLocal } from '../../../localstack/start-local.ts';
import { QueueView, resourcesAt } from '../../soak/queues.ts';
import { ok, rows } from '../stack.ts';

const day = (of: string, days: number): string => new Date(Date.parse(of) + days * 86_400_000).toISOString();
const start = '2026-09-01T00:00:00.000Z';
const september = { from: start, to: day(start, 30), closeable: '2026-10-01T01:00:00.000Z', used: day(start, 3) };
const inOctober = day(start, 33);
const customer = 'cust_refused';

/** A deployment with the setting, and an emulator of its own: the setting is of the whole stack. */
let local: LocalStack | undefined;
let api = new ApiClient('', null);
let events = new QueueView('', '');

beforeAll(async () => {
  local = await startLocal({ fresh: true, quiet: true, settings: { latePolicy: 'reject' } });
  api = new ApiClient(`${local.apiUrl}/v1`, local.adminKey);
  const nameOf = await resourcesAt(local.endpoint);
  events = new QueueView(local.endpoint, nameOf('IngestEvents', 'AWS::SQS::Queue'));
}, 300_000);
afterAll(() => local?.stop());

const event = (id: string, units: string, time: string) => ({
  ...{ id, source: 'e2e', type: 'used', subject: customer, time, data: { units } },
});

/** As a message that was accepted before the close and is delivered after it. */
const deliver = async (id: string, units: string): Promise<void> => {
  const content = { type: 'used', customer: customerId(customer), data: { units } };
  const time = parseInstant(september.used);
  for (const body of packMessages([{ source: 'e2e', id, time, hash: contentHash(content), ...content }]))
    await events.send(body);
};

const usageOf = async ({ from, to }: { readonly from: string; readonly to: string }): Promise<string> =>
  String(ok(await api.get(`/customers/${customer}/usage?meter=units&from=${from}&to=${to}`)).total);
const counted = (of: Parameters<typeof usageOf>[0], expected: string) =>
  eventually(`${expected} are counted`, async () => ((await usageOf(of)) === expected ? true : undefined));
const deadLetter = (id: string) =>
  eventually(`${id} is a dead letter`, async () =>
    rows(ok(await api.get('/dead-letters?limit=50')).data).find(({ example }) => JSON.stringify(example).includes(id)),
  );
const invoices = async () => rows(ok(await api.get(`/invoices?customerId=${customer}`)).data);
const linesOf = (invoice: Readonly<Record<string, unknown>> = {}) =>
  rows(invoice.lines).map(({ kind, quantity, amount }) => `${kind} ${quantity}: ${amount}`);

const subscribe = async (): Promise<(to: string) => Promise<void>> => {
  ok(await api.post('/meters', { key: 'units', eventType: 'used', aggregation: 'sum', valueProperty: 'units' }));
  const charges = [{ id: 'units', meter: 'units', model: 'linear', unitAmount: '0.10' }];
  ok(await api.post('/plans', { id: 'plan', interval: 'month', prices: { USD: { charges } } }));
  const clock = String(ok(await api.post('/test-clocks', { now: start })).id);
  const named = { id: customer, name: 'Nordlicht', email: 'a@example.com', currency: 'USD', timeZone: 'UTC' };
  ok(await api.post('/customers', { ...named, testClockId: clock, paymentMethod: 'pm_sim_ok' }));
  ok(await api.post('/subscriptions', { customerId: customer, planId: 'plan', startAt: start }));
  return async (to) => {
    ok(await api.post(`/test-clocks/${clock}/advance`, { to }));
    const isThere = async () => (ok(await api.get(`/test-clocks/${clock}`)).status === 'ready' ? true : undefined);
    await eventually(`the clock is at ${to}`, isThere, 90);
  };
};

/** What lib/ gives the functions under the other policy. */
const takeLateEvents = async (endpoint: string): Promise<number> => {
  const { Functions = [] } = await new LambdaClient(clientAt(endpoint)).send(new ListFunctionsCommand({}));
  const asked = Functions.filter(({ Environment }) => Environment?.Variables?.[latePolicyVariable] !== undefined);
  for (const { FunctionName = '' } of asked)
    await changeEnvironment(endpoint, FunctionName, { [latePolicyVariable]: 'bill_next' });
  return asked.length;
};

describe('a stack with latePolicy: reject', () => {
  it('refuses late events at the API, sets them aside at the consumer, and bills without them, until the policy is another', async () => {
    const advance = await subscribe();
    ok(await api.post('/events', event('in_time', '100', september.used)));
    await counted(september, '100');
    await advance(september.closeable);
    expect((await invoices()).map(linesOf)).toEqual([['charge 100: 10.00']]);

    // The API knows the watermark.
    const late = event('late_at_the_door', '7', september.used);
    expect(await api.post('/events', late)).toMatchObject({
      status: 400,
      body: { code: 'period_closed', pointer: '/time', accepted: 0 },
    });
    const mixed = [late, event('open', '50', inOctober), event('in_time', '100', september.used)];
    expect(ok(await api.post('/events', mixed))).toMatchObject({
      ...{ accepted: 1, duplicates: [{ index: 2, id: 'in_time' }] },
      rejected: [{ index: 0, id: 'late_at_the_door', code: 'period_closed', pointer: '/time' }],
    });

    // What was on its way when the period was closed: the consumer refuses it, and a redrive leaves it where it is.
    await deliver('kept', '9');
    expect(await deadLetter('kept')).toMatchObject({ code: 'late', events: 1, example: { customerId: customer } });
    const kept = ok(await api.post('/dead-letters/redrive', {}));
    expect(kept).toMatchObject({ moved: 0, kept: [{ code: 'late', example: { id: 'kept' } }] });
    await deliver('set_aside', '40');
    await deadLetter('set_aside');
    expect((await api.get('/events/e2e/set_aside')).body).toMatchObject({ code: 'event_not_found' });
    expect(await usageOf(september)).toBe('100');

    await counted({ from: september.to, to: day(september.to, 31) }, '50');
    await advance(day(september.closeable, 31));
    expect(linesOf((await invoices())[0])).toEqual(['charge 50: 5.00']);

    // Under the other policy it comes back, and is counted once, however often it is redriven.
    expect(await takeLateEvents(local?.endpoint ?? '')).toBe(3);
    expect(ok(await api.post('/dead-letters/redrive', {}))).toMatchObject({ moved: 1, kept: [] });
    await counted(september, '140');
    await deliver('set_aside', '40');
    ok(await api.post('/events', event('after', '1', day(start, 62))));
    await counted({ from: day(september.to, 31), to: day(september.to, 61) }, '1');
    expect(await usageOf(september)).toBe('140');
    expect(ok(await api.get('/events/e2e/set_aside'))).toMatchObject({ status: 'counted' });
    await advance(day(september.closeable, 61));
    expect(linesOf((await invoices())[0])).toEqual(['charge 1: 0.10', 'adjustment 40: 4.00']);
  }, 240_000);
});
