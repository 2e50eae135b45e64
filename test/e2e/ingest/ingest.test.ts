import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../localstack/api-client.ts';
import { newMeter, recently } from '../metering.ts';
import { api, apiWith, fresh, ok } from '../stack.ts';

describe('events over HTTPS are counted once', () => {
  let meter: Awaited<ReturnType<typeof newMeter>>;
  const { at, from, to } = recently();
  beforeAll(async () => {
    meter = await newMeter();
  });

  it('ten events of 0.1 are exactly 1', async () => {
    const customer = fresh('cust');
    const batch = Array.from({ length: 10 }, (_, n) => meter.event(customer, `e${n}_${customer}`, '0.1', at));
    expect(await api.post('/events', batch)).toMatchObject({
      status: 202,
      body: { accepted: 10, duplicates: [], rejected: [], unreadable: [], unreadableCount: 0 },
    });
    expect(await meter.counted(customer, from, to, '1')).toBe('1');
  });

  it('what is sent again is a duplicate, by itself and in a batch, and changes nothing', async () => {
    const customer = fresh('cust');
    const event = meter.event(customer, fresh('id'), '5', at);
    ok(await api.post('/events', event));
    await meter.counted(customer, from, to, '5');
    const again = await eventually('the API knows the event', async () => {
      const answer = await api.post('/events', [event, { ...event, time: at.replace('12:', '13:') }]);
      return answer.body.accepted === 0 ? answer : undefined;
    });
    expect(again.body.duplicates).toEqual([
      { index: 0, id: event.id },
      { index: 1, id: event.id },
    ]);
    await sleep(2000);
    expect(await meter.total(customer, from, to)).toBe('5');
  });

  it('the same id with other content is a conflict: that event alone is refused', async () => {
    const customer = fresh('cust');
    const event = meter.event(customer, fresh('id'), '5', at);
    ok(await api.post('/events', event));
    await meter.counted(customer, from, to, '5');
    const other = meter.event(customer, fresh('id'), '2', at);
    const answer = await api.post('/events', [{ ...event, data: { units: '6' } }, other]);
    expect(answer).toMatchObject({
      status: 202,
      body: { accepted: 1, rejected: [{ index: 0, id: event.id, code: 'conflict' }] },
    });
    expect(await meter.counted(customer, from, to, '7')).toBe('7');
  });

  it('a single event, a batch and either as application/json are understood by their content type', async () => {
    const customer = fresh('cust');
    const event = () => JSON.stringify(meter.event(customer, fresh('id'), '1', at));
    const send = (text: string, type: string) => api.call('POST', '/events', text, { 'content-type': type });
    expect((await send(event(), 'application/cloudevents+json; charset=utf-8')).status).toBe(202);
    expect((await send(`[${event()}]`, 'application/cloudevents-batch+json')).status).toBe(202);
    expect((await send(event(), 'application/json')).status).toBe(202);
    expect(await meter.counted(customer, from, to, '3')).toBe('3');
  });

  it.each([
    ['malformed JSON', '{"id":', 'malformed_json', ''],
    ['no time', { time: undefined }, 'time_required', '/time'],
    ['a time without an offset', { time: '2026-10-03T14:11:09' }, 'time_without_offset', '/time'],
    ['a float of 17 digits', '0.30000000000000004', 'number_too_precise', '/data/units'],
    ['a quantity that is none', { data: { units: 'many' } }, 'quantity_invalid', '/data/units'],
    ['a time far in the future', { time: '2100-01-01T00:00:00Z' }, 'time_in_future', '/time'],
    ['a time of long ago', { time: '2000-01-01T00:00:00Z' }, 'time_too_old', '/time'],
  ])('%s is refused with its code and place, and nothing stays behind', async (_, change, code, pointer) => {
    const customer = fresh('cust');
    const bodyOf = () => {
      const event = meter.event(customer, fresh('id'), '1', at);
      if (typeof change !== 'string') return JSON.stringify({ ...event, ...change });
      return change.startsWith('{') ? change : JSON.stringify(event).replace('"1"', change);
    };
    // The API learns of a new meter within ten seconds; until then it is the consumer that sets aside what it cannot read.
    const answer = await eventually('it is refused', async () => {
      const given = await api.call('POST', '/events', bodyOf(), { 'content-type': 'application/json' });
      return given.status === 202 ? undefined : given;
    });
    expect(answer).toMatchObject({ status: 400, contentType: 'application/problem+json', body: { status: 400, code } });
    if (pointer !== '') expect(answer.body.rejected).toMatchObject([{ index: 0, code, pointer }]);
    await sleep(1000);
    expect(await meter.total(customer, from, to)).toBe('0');
  });
});

describe('who may call', () => {
  it.each([
    ['a missing key', null],
    ['a wrong key', 'ml_wrong'],
    ['a forged portal token', 'a.b.c'],
  ])('%s is refused with 401', async (_, key) => {
    expect(await apiWith(key).get('/meters')).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect((await apiWith(key).post('/events', {})).status).toBe(401);
  });

  it('a key does what its scopes say, and no more', async () => {
    const { key } = ok(await api.post('/api-keys', { name: 'e2e', scopes: ['ingest'] }));
    const sender = apiWith(String(key));
    expect(await sender.get('/meters')).toMatchObject({ status: 403, body: { code: 'scope_missing' } });
    expect((await sender.post('/events', {})).body.code).toBe('id_required');
  });

  it('an unknown scope is refused at its place', async () => {
    expect(await api.post('/api-keys', { name: 'e2e', scopes: ['ingest', 'everything'] })).toMatchObject({
      status: 400,
      body: { code: 'unknown_scope', pointer: '/scopes/1' },
    });
  });
});
