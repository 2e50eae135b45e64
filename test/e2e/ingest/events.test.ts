import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../../functions/ingest/content-hash.ts';
import { packMessages } from '../../../functions/ingest/message.ts';
import { customerId } from '../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';
import { eventually } from '../../../localstack/api-client.ts';
import { clientAt } from '../../../localstack/emulator/environment.ts';
import { closeable, day, start, subscriber } from '../billing.ts';
import { newMeter, recently } from '../metering.ts';
import { api, apiWith, endpoint, fresh, ok, rows } from '../stack.ts';

const { at, from, to } = recently();

/** A meter of `type` beside another. */
const meterOf = async (type: string, aggregation: string): Promise<string> => {
  const key = fresh('m').toLowerCase();
  ok(await api.post('/meters', { key, eventType: type, aggregation, valueProperty: 'units' }));
  return key;
};
const usage = async (customer: string, meter: string): Promise<string> =>
  String(ok(await api.get(`/customers/${customer}/usage?meter=${meter}&from=${from}&to=${to}`)).total);

describe('an event is taken back once', () => {
  it('from sums, bests and distinct values: 5 + 7 − 7 = 5, of one user', async () => {
    const meter = await newMeter();
    const [peak, values] = [await meterOf(meter.type, 'max'), await meterOf(meter.type, 'unique_count')];
    const customer = fresh('cust');
    const ids = [fresh('small'), fresh('great')];
    ok(
      await api.post('/events', [
        meter.event(customer, ids[0] ?? '', '5', at),
        meter.event(customer, ids[1] ?? '', '7', at),
      ]),
    );
    await meter.counted(customer, from, to, '12');
    const first = ok(await api.post(`/events/e2e/${ids[1]}/void`, { reason: 'a test' }));
    expect(first).toMatchObject({ id: ids[1], customerId: customer, reason: 'a test', late: false });
    expect(await meter.total(customer, from, to)).toBe('5');
    expect([await usage(customer, peak), await usage(customer, values)]).toEqual(['5', '1']);
    expect(ok(await api.post(`/events/e2e/${ids[1]}/void`, { reason: 'again' }))).toEqual(first);
    expect(ok(await api.post('/events/void', { source: 'e2e', id: ids[1] }))).toEqual(first);
    expect(await meter.total(customer, from, to)).toBe('5');
    expect((await api.post('/events', meter.event(customer, ids[1] ?? '', '7', at))).body).toMatchObject({
      accepted: 0,
    });
    const status = ok(await api.get(`/events/e2e/${ids[1]}`));
    expect(status).toMatchObject({ status: 'void', void: { reason: 'a test', late: false } });
  });

  it('with a source and an id of any characters', async () => {
    const meter = await newMeter();
    const customer = fresh('cust');
    const source = 'https://jobs.example.com/a b?c=1#%41';
    const id = `${fresh('id')}/ü%2F`;
    ok(await api.post('/events', { ...meter.event(customer, id, '3', at), source }));
    await meter.counted(customer, from, to, '3');
    const query = new URLSearchParams({ source, id });
    expect(ok(await api.get(`/events?${query}`))).toMatchObject({ status: 'counted', source, id });
    const plain = `${fresh('id')} ü?#`;
    ok(await api.post('/events', { ...meter.event(customer, plain, '4', at), source: 'a b:c' }));
    await meter.counted(customer, from, to, '7');
    const path = `/events/${encodeURIComponent('a b:c')}/${encodeURIComponent(plain)}`;
    expect(ok(await api.get(path))).toMatchObject({ status: 'counted', source: 'a b:c', id: plain });
    ok(await api.call('POST', `${path}/void`));
    expect(await meter.total(customer, from, to)).toBe('3');
    ok(await api.post('/events/void', { source, id }));
    expect(await meter.total(customer, from, to)).toBe('0');
  });

  it('what nobody has counted cannot be', async () => {
    expect(await api.post('/events/e2e/nothing/void', {})).toMatchObject({
      status: 404,
      body: { code: 'event_not_found' },
    });
    expect(await api.get('/events/e2e/nothing')).toMatchObject({ status: 404, body: { code: 'event_not_found' } });
    expect((await apiWith('mk_nobody').post('/events/void', { id: 'a' })).status).toBe(401);
  });

  it('in time before the close: the invoice is without it, and its evidence adds up; after it: the next one is lowered', async () => {
    const { customer, meter, advance, invoices } = await subscriber('pm_sim_ok');
    const ids = [fresh('e'), fresh('e'), fresh('e')];
    ok(
      await api.post(
        '/events',
        ids.map((id, n) => meter.event(customer, id, String(10 * (n + 1)), day(start, 3))),
      ),
    );
    await meter.counted(customer, start, day(start, 30), '60');
    ok(await api.post('/events/void', { source: 'e2e', id: ids[2] }));
    await advance(closeable);
    const [first = {}] = await invoices();
    const [line = {}] = rows(first.lines);
    expect(line).toMatchObject({ quantity: '30', amount: '3.00' });
    const evidence = async (invoice: typeof first, of: typeof line) =>
      rows(ok(await api.get(`/invoices/${String(invoice.id)}/lines/${String(of.id)}/events`)).data).map(
        ({ id, quantity }) => [id, quantity],
      );
    const all = [
      [ids[0], '10'],
      [ids[1], '20'],
      [ids[2], '30'],
      [ids[2], '-30'],
    ];
    expect(await evidence(first, line)).toEqual(all);

    expect(ok(await api.post('/events/void', { source: 'e2e', id: ids[1] }))).toMatchObject({ late: true });
    await meter.counted(customer, start, day(start, 30), '10');
    expect(await evidence(first, line)).toEqual(all);
    await advance(day(closeable, 31));
    const [second = {}] = await invoices();
    const adjustment = rows(second.lines).find(({ kind }) => kind === 'adjustment') ?? {};
    expect(adjustment).toMatchObject({ quantity: '-20', amount: '-2.00' });
    expect(await evidence(second, adjustment)).toEqual([[ids[1], '-20']]);
    const linesOf = async (id = '') => rows(ok(await api.get(`/events/e2e/${id}`)).countedIn);
    const billedOn = { invoiceId: first.id, lineId: line.id };
    expect(await linesOf(ids[0])).toMatchObject([
      { meter: meter.key, quantity: '10', late: false, billedOn, takenBackOn: null },
    ]);
    const takenBackOn = { invoiceId: second.id, lineId: adjustment.id };
    expect(await linesOf(ids[1])).toMatchObject([{ quantity: '20', billedOn, takenBackOn }]);
  });
});

describe('a customer’s events', () => {
  it('by time, type and meter, in pages and files; those that are void are marked', async () => {
    const meter = await newMeter();
    const customer = fresh('cust');
    const ids = [0, 1, 2, 3, 4].map((n) => `=e${n}_${customer}`);
    ok(
      await api.post(
        '/events',
        ids.map((id) => meter.event(customer, id, '2', at)),
      ),
    );
    await meter.counted(customer, from, to, '10');
    ok(await api.post('/events/void', { source: 'e2e', id: ids[1] }));
    const list = `/customers/${customer}/events?from=${from}&to=${to}`;
    const page = ok(await api.get(`${list}&meter=${meter.key}&limit=3`));
    expect(rows(page.data).map(({ id, quantity, voided }) => [id, quantity, voided])).toEqual([
      [ids[0], '2', false],
      [ids[1], '2', true],
      [ids[2], '2', false],
    ]);
    const rest = ok(await api.get(`${list}&meter=${meter.key}&limit=3&cursor=${String(page.nextCursor)}`));
    expect(rows(rest.data).map(({ id }) => id)).toEqual(ids.slice(3));
    expect(rest.nextCursor).toBeNull();
    expect(rows(ok(await api.get(`${list}&type=another`)).data)).toEqual([]);
    expect(rows(ok(await api.get(`/customers/${customer}/events?from=${to}`)).data)).toEqual([]);
    const csv = await api.get(`${list}&format=csv`);
    expect(csv.contentType).toContain('text/csv');
    expect(csv.text.split('\r\n')[1]).toContain(`,'${ids[0]},`);
    const lines = (await api.get(`${list}&format=ndjson`)).text.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(ids);
    const { token } = ok(await api.post('/portal-sessions', { customerId: (await subscriber(null)).customer }));
    expect((await apiWith(String(token)).get(list)).status).toBe(403);
    expect((await apiWith(String(token)).get(`/events/e2e/${ids[0]}`)).status).toBe(403);
  });
});

describe('what is not billed is listed', () => {
  it('a conflict with both contents', async () => {
    const meter = await newMeter();
    const customer = fresh('cust');
    const event = meter.event(customer, fresh('id'), '5', at);
    ok(await api.post('/events', event));
    await meter.counted(customer, from, to, '5');
    const refuse = () => api.post('/events', { ...event, data: { units: '6' } });
    await eventually('the API knows the event', async () => ((await refuse()).status === 400 ? true : undefined));
    await refuse();
    const all = rows(ok(await api.get('/conflicts?limit=100')).data).filter(({ id }) => id === event.id);
    expect(all).toMatchObject([
      { refused: { data: { units: '6' } }, counted: { customerId: customer, data: { units: '5' } } },
    ]);
    const status = ok(await api.get(`/events/e2e/${event.id}`));
    expect(status).toMatchObject({ status: 'counted', conflicts: [{ data: { units: '6' } }] });
  });

  it('a type that no meter counts, with a count', async () => {
    const customer = fresh('cust');
    const type = fresh('strange');
    const strange = (n: number) => ({ id: `${n}_${type}`, type, subject: customer, time: at, data: {} });
    ok(await api.post('/events', [strange(0), strange(1), strange(2)]));
    const found = await eventually('the type is listed', async () =>
      rows(ok(await api.get('/unmatched?limit=100')).data).find((row) => row.type === type),
    );
    expect(found).toMatchObject({ count: 3, example: { customerId: customer } });
    const unknown = rows(ok(await api.get('/unknown-customers?limit=100')).data).find(
      (row) => row.customerId === customer,
    );
    expect(unknown).toMatchObject({ count: 3, example: { type } });
    expect(ok(await api.get(`/events/default/0_${type}`))).toMatchObject({ status: 'not_counted', countedIn: [] });
  });
});

describe('a meter that cannot read what another counts', () => {
  it('does not stop the event: it is counted by the other, told in the answer, listed, and shown by its status', async () => {
    const meter = await newMeter();
    const customer = fresh('cust');
    const key = fresh('weights');
    const event = meter.event(customer, fresh('id'), '5', at);
    ok(await api.post('/meters', { key, eventType: event.type, aggregation: 'sum', valueProperty: 'weight' }));
    const found = await eventually('the API knows the meter', async () => {
      const answer = ok(await api.post('/events', { ...event, id: fresh('id'), data: { units: '1' } }));
      return rows(answer.unreadable)[0];
    });
    expect(found).toMatchObject({ index: 0, meter: key, code: 'quantity_missing', pointer: '/data/weight' });
    ok(await api.post('/events', event));
    const status = await eventually('the event is counted', async () => {
      const { body } = await api.get(`/events/e2e/${event.id}`);
      return body.status === 'counted' ? body : undefined;
    });
    expect(status).toMatchObject({ countedIn: [{ quantity: '5' }], unreadableBy: [{ meter: key }] });
    const listed = rows(ok(await api.get('/unreadable?limit=100')).data).find((row) => row.meter === key);
    expect(listed).toMatchObject({
      code: 'quantity_missing',
      example: { customerId: customer, pointer: '/data/weight' },
    });
  });
});

describe('dead letters', () => {
  it('are shown with reasons; redriven twice, they are counted once; what nobody can read stays', async () => {
    const sqs = new SQSClient(clientAt(endpoint));
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const QueueUrl = QueueUrls.find((url) => url.includes('DeadLetters'));
    const meter = await newMeter();
    const customer = fresh('cust');
    const { type, data } = meter.event(customer, '', '4', at);
    const content = { type, customer: customerId(customer), data };
    const dead = { source: 'e2e', id: fresh('dead'), time: parseInstant(at), hash: contentHash(content), ...content };
    const [body = ''] = packMessages([dead]);
    for (const MessageBody of [body, body, 'unreadable'])
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const seen = ok(await api.get('/dead-letters?limit=50'));
    expect(rows(seen.data).map(({ code, events }) => [code, events])).toEqual(
      expect.arrayContaining([
        ['every_delivery_failed', 1],
        ['every_delivery_failed', null],
      ]),
    );
    const done = ok(await api.post('/dead-letters/redrive', {}));
    expect(done).toMatchObject({ moved: 2, remaining: 0 });
    expect(rows(done.kept).map(({ code }) => code)).toEqual(['unreadable_message']);
    expect(ok(await api.get('/dead-letters'))).toMatchObject({ data: [], hidden: 1, hiddenUntil: expect.any(String) });
    expect(await meter.counted(customer, from, to, '4')).toBe('4');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
    const script = ['bin/redrive.ts', '--url', api.base, '--key', api.key ?? ''];
    const { stdout } = await promisify(execFile)('npx', ['tsx', ...script]);
    expect(stdout).toContain('1 moved back, 0 kept');
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(await meter.total(customer, from, to)).toBe('4');
  });
});
