import { describe, expect, it } from 'vitest';
import { eventually } from '../../../localstack/api-client.ts';
import { newMeter, recently } from '../metering.ts';
import { api, fresh, ok } from '../stack.ts';

/** What the last backfill says once it is over. */
const backfilled = (key: string) =>
  eventually(
    `${key} is backfilled`,
    async () => {
      const { status, batches, events, unreadable } = ok(await api.get(`/meters/${key}/backfill`));
      return status === 'running' ? undefined : { status, batches, events, unreadable };
    },
    90,
  );

describe('a meter made after its events', () => {
  it('counts them from the log, once, however often it is asked; what comes meanwhile is counted as ever', async () => {
    const first = await newMeter('count');
    const { at, from, to } = recently();
    const [a, b] = [fresh('cust'), fresh('cust')];
    const events = (customer: string, n: number) =>
      Array.from({ length: n }, (_, index) => ({
        ...first.event(customer, `e${index}_${customer}`, String(index), at),
        data: { units: index === 3 ? 'many' : String(index), resolution: index % 2 === 0 ? '4K' : 'HD' },
      }));
    ok(await api.post('/events', [...events(a, 6), ...events(b, 2)]));
    await first.counted(a, from, to, '6');
    await first.counted(b, from, to, '2');

    const keys = { sum: fresh('late').toLowerCase(), max: fresh('most').toLowerCase() };
    for (const [aggregation, key] of Object.entries(keys)) {
      const body = { key, eventType: first.type, aggregation, valueProperty: 'units', groupBy: ['resolution'] };
      ok(await api.post('/meters', body));
    }
    const total = async (key: string, customer: string) =>
      ok(await api.get(`/customers/${customer}/usage?meter=${key}&from=${from}&to=${to}`)).total;
    expect(await total(keys.sum, a)).toBe('0');
    expect((await api.get(`/meters/${keys.sum}/backfill`)).body).toMatchObject({ code: 'backfill_not_found' });
    ok(await api.post(`/meters/${keys.sum}/backfill`, {}));
    ok(await api.post(`/meters/${keys.max}/backfill`, {}));
    expect(ok(await api.post(`/meters/${keys.sum}/backfill`, {})).status).toBe('running');
    ok(await api.post('/events', [first.event(a, `new_${a}`, '100', at)]));

    // 0 + 1 + 2 + 4 + 5, and "many" that no sum can take.
    expect(await backfilled(keys.sum)).toMatchObject({ status: 'done', events: 7, unreadable: 1 });
    expect(await backfilled(keys.max)).toMatchObject({ status: 'done', events: 7, unreadable: 1 });
    await eventually('the new one is counted too', async () =>
      (await total(keys.sum, a)) === '112' ? true : undefined,
    );
    expect([await total(keys.sum, b), await total(keys.max, a), await total(keys.max, b)]).toEqual(['1', '100', '1']);

    ok(await api.post(`/meters/${keys.sum}/backfill`, {}));
    expect(await backfilled(keys.sum)).toMatchObject({ status: 'done', events: 7 });
    expect([await total(keys.sum, a), await total(keys.sum, b)]).toEqual(['112', '1']);
  });
});

describe('a busy customer', () => {
  it('has its counters in shards from now on: all of them add up; they are never taken away', async () => {
    const meter = await newMeter();
    const { at, from, to } = recently();
    const customer = fresh('cust');
    ok(await api.post('/events', [meter.event(customer, `a_${customer}`, '1', at)]));
    await meter.counted(customer, from, to, '1');
    expect(ok(await api.put(`/customers/${customer}/shards`, { shards: 8 }))).toEqual({
      customerId: customer,
      shards: 8,
    });
    expect(ok(await api.put(`/customers/${customer}/shards`, { shards: 8 })).shards).toBe(8);
    for (let n = 0; n < 5; n++) ok(await api.post('/events', [meter.event(customer, `s${n}_${customer}`, '10', at)]));
    await meter.counted(customer, from, to, '51');
    expect(ok(await api.get(`/customers/${customer}/shards`)).shards).toBe(8);
    const refusals = [{ shards: 4 }, { shards: 0 }, { shards: 65 }, { shards: 1.5 }, {}];
    const answers = await Promise.all(refusals.map((body) => api.put(`/customers/${customer}/shards`, body)));
    expect(answers.map(({ status }) => status)).toEqual([409, 400, 400, 400, 400]);
    expect(answers[0]?.body.code).toBe('shards_only_grow');
  });
});
