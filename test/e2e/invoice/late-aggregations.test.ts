import { describe, expect, it } from 'vitest';
import { eventually } from '../../../localstack/api-client.ts';
import { closeable, day, start, subscriber } from '../billing.ts';
import { api, fresh, ok, rows } from '../stack.ts';

const september = day(start, 30);
/** No older than 35 days when October is closed. */
const lastDay = day(start, 29);

/** A meter of each aggregation over one type of event, and a charge of 1.00 a unit for each. */
const metered = async () => {
  const type = fresh('used');
  const of = (aggregation: string, valueProperty?: string) => ({
    ...{ key: fresh(aggregation).toLowerCase(), eventType: type, aggregation },
    ...(valueProperty === undefined ? {} : { valueProperty }),
  });
  const meters = [
    of('count'),
    of('max', 'seats'),
    of('min', 'seats'),
    of('latest', 'seats'),
    of('unique_count', 'user'),
  ];
  for (const meter of meters) ok(await api.post('/meters', meter));
  const charges = meters.map(({ key, aggregation }) => ({
    ...{ id: aggregation, name: aggregation, meter: key, model: 'linear', unitAmount: '1.00' },
  }));
  return { type, meters, charges };
};

const quantities = (invoice: Readonly<Record<string, unknown>> = {}, kind: string) =>
  Object.fromEntries(
    rows(invoice.lines)
      .filter((line) => line.kind === kind)
      .map(({ chargeId, quantity, amount }) => [chargeId, `${quantity}: ${amount}`]),
  );

describe('late usage of counts, bests and distinct values is billed as what it changes', () => {
  it('12 seats of cy after 5 and 9 of ann and bob: 1 event, 3 more at most, 3 more at last, 1 more user; its void gives them back', async () => {
    const { type, meters, charges } = await metered();
    const { customer, advance, invoices } = await subscriber('pm_sim_ok', charges);
    const event = (id: string, seats: string, user: string, time: string) => ({
      ...{ id, source: 'e2e', type, subject: customer, time, data: { seats, user } },
    });
    const total = async (key: string) =>
      ok(await api.get(`/customers/${customer}/usage?meter=${key}&from=${start}&to=${september}`)).total;
    const figures = async () => (await Promise.all(meters.map(({ key }) => total(key)))).join(' ');
    const shows = (expected: string) =>
      eventually(`usage is ${expected}`, async () => ((await figures()) === expected ? true : undefined));

    const [five, nine, twelve] = [fresh('e'), fresh('e'), fresh('e')];
    ok(await api.post('/events', [event(five, '5', 'ann', start), event(nine, '9', 'bob', day(start, 3))]));
    await shows('2 9 5 9 2');
    await advance(closeable);
    const [first = {}] = await invoices();
    expect(quantities(first, 'charge')).toEqual({
      ...{ count: '2: 2.00', max: '9: 9.00', min: '5: 5.00', latest: '9: 9.00', unique_count: '2: 2.00' },
    });

    ok(await api.post('/events', event(twelve, '12', 'cy', lastDay)));
    await shows('3 12 5 12 3');
    await advance(day(closeable, 31));
    const [second = {}] = await invoices();
    expect(quantities(second, 'adjustment')).toEqual({
      ...{ count: '1: 1.00', max: '3: 3.00', latest: '3: 3.00', unique_count: '1: 1.00' },
    });
    expect(second).toMatchObject({ total: '8.00' });
    const greatest = rows(second.lines).find(({ kind, chargeId }) => kind === 'adjustment' && chargeId === 'max') ?? {};
    expect(greatest).toMatchObject({ adjusts: { before: { quantity: '9' }, after: { quantity: '12' } } });
    const behind = ok(await api.get(`/invoices/${String(second.id)}/lines/${String(greatest.id)}/events`));
    expect(rows(behind.data).map(({ id, quantity }) => [id, quantity])).toEqual([[twelve, '12']]);

    expect(ok(await api.post('/events/void', { source: 'e2e', id: twelve }))).toMatchObject({ late: true });
    await shows('2 9 5 9 2');
    await advance(day(closeable, 61));
    const [third = {}] = await invoices();
    expect(quantities(third, 'adjustment')).toEqual({
      ...{ count: '-1: -1.00', max: '-3: -3.00', latest: '-3: -3.00', unique_count: '-1: -1.00' },
    });
    expect(third).toMatchObject({ total: '-8.00', amountDue: '0.00' });
  });
});
