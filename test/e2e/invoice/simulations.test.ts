import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../localstack/api-client.ts';
import { closeable, day, start, subscriber } from '../billing.ts';
import { api, fresh, ok, rows } from '../stack.ts';

const finished = (path: string) =>
  eventually(
    `${path} is done`,
    async () => {
      const answer = ok(await api.get(path));
      return answer.status === 'running' ? undefined : answer;
    },
    90,
  );

const linear = (meter: string) => ({ id: 'usage', meter, model: 'linear', unitAmount: '0.08' });
const usd = (...charges: readonly object[]) => ({ prices: { USD: { charges } } });

describe('a new version: simulated, then moved to', () => {
  let first: Awaited<ReturnType<typeof subscriber>>;
  const others: string[] = [];
  const subscriptions: string[] = [];

  beforeAll(async () => {
    first = await subscriber('pm_sim_ok');
    const { planId, meter, clock, customer } = first;
    subscriptions.push(String(first.subscription.id));
    for (const units of ['1000', '3000']) {
      const id = fresh('cust');
      others.push(id);
      ok(await api.post('/customers', { id, name: id, currency: 'USD', timeZone: 'UTC', testClockId: clock }));
      const made = ok(await api.post('/subscriptions', { customerId: id, planId, startAt: start }));
      subscriptions.push(String(made.id));
      ok(await api.post('/events', [meter.event(id, fresh('e'), units, day(start, 3))]));
      await meter.counted(id, start, day(start, 30), units);
    }
    await first.use(['1000', '2400'], day(start, 5));
    await meter.counted(customer, start, day(start, 30), '3400');
    await first.advance(closeable);
    ok(await api.post(`/plans/${planId}/versions`, usd(linear(meter.key))));
  }, 180_000);

  it('one customer, at once: 3,400 minutes are 268.00 tiered and 272.00 at 0.08', async () => {
    const { customer, planId } = first;
    const answer = await api.post('/simulations', { customerId: customer, to: { planId } });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      ...{ customerId: customer, currency: 'USD', to: { planId, planVersion: 2 } },
      periods: [
        {
          ...{ periodStart: start, periodEnd: day(start, 30) },
          lines: [
            {
              chargeId: 'usage',
              old: { quantity: '3400', amount: '268.00' },
              new: { quantity: '3400', amount: '272.00' },
              difference: '4.00',
            },
          ],
          ...{ old: '268.00', new: '272.00', difference: '4.00' },
        },
      ],
      ...{ old: '268.00', new: '272.00', difference: '4.00' },
    });
  });

  it('a plan with three customers, in the background: 4.00 more, 20.00 less, and the same', async () => {
    const { planId, customer } = first;
    const begun = await api.post('/simulations', { planId, planVersion: 1, to: { planId, planVersion: 2 } });
    expect(begun).toMatchObject({ status: 202, body: { status: 'running', progress: { total: null, done: 0 } } });
    const path = `/simulations/${String(begun.body.id)}`;
    expect(await finished(path)).toMatchObject({
      status: 'done',
      progress: { total: 3, done: 3, refused: 0 },
      totals: [{ currency: 'USD', old: '608.00', new: '592.00', difference: '-16.00', winners: 1, losers: 1 }],
    });
    const page = ok(await api.get(`${path}/customers?limit=2`));
    const rest = ok(await api.get(`${path}/customers?limit=2&cursor=${String(page.nextCursor)}`));
    expect(
      [...rows(page.data), ...rows(rest.data)].map(({ customerId, difference }) => [customerId, difference]),
    ).toEqual([
      [customer, '4.00'],
      [others[1], '0.00'],
      [others[0], '-20.00'],
    ]);
    expect(rows(ok(await api.get(`/invoices?customerId=${customer}`)).data)).toHaveLength(1);
  });

  it('says what is wrong, with its place', async () => {
    const { planId, customer } = first;
    const euro = fresh('plan');
    const charges = [{ id: 'base', model: 'flat', amount: '1' }];
    ok(await api.post('/plans', { id: euro, interval: 'month', prices: { EUR: { charges } } }));
    const to = { planId };
    const refusals = [
      { to },
      { customerId: customer, planId, to },
      { customerId: customer, planVersion: 1, to },
      { customerId: customer, to: { planId: 'nothing' } },
      { customerId: customer, to: { planId, planVersion: 9 } },
      { customerId: customer, to: { planId: euro } },
      { customerId: customer, to, periods: 25 },
    ];
    const answers = await Promise.all(refusals.map((body) => api.post('/simulations', body)));
    expect(answers.map(({ body: { code, pointer } }) => [code, pointer])).toEqual([
      ['required', '/customerId'],
      ['customer_and_plan', '/planId'],
      ['version_without_plan', '/planVersion'],
      ['unknown_plan', '/to/planId'],
      ['unknown_plan_version', '/to/planVersion'],
      ['currency_not_priced', '/to/planId'],
      [expect.any(String), '/periods'],
    ]);
    expect(await api.get('/simulations/sim_none')).toMatchObject({
      status: 404,
      body: { code: 'simulation_not_found' },
    });
  });

  it('moves them at their next period; what is planned stands in the way of another version, not of the same one now', async () => {
    const { planId } = first;
    const phases = async (id: string) =>
      rows(ok(await api.get(`/subscriptions/${id}`)).phases).map(({ from, planVersion }) => [from, planVersion]);
    const migrations = `/plans/${planId}/migrations`;
    const later = await api.post(migrations, { toVersion: 2, at: 'period_end' });
    expect(later).toMatchObject({ status: 202, body: { planId, toVersion: 2, status: 'running' } });
    expect(await finished(`${migrations}/${String(later.body.id)}`)).toMatchObject({
      status: 'done',
      progress: { total: 3, done: 3, moved: 3, unchanged: 0, refused: 0 },
      refused: [],
    });
    for (const id of subscriptions) expect((await phases(id)).at(-1)).toEqual([day(start, 61), 2]);

    const again = ok(await api.post(migrations, { toVersion: 2, at: 'period_end' }));
    expect(await finished(`${migrations}/${String(again.id)}`)).toMatchObject({ progress: { moved: 0, unchanged: 3 } });

    ok(await api.post(`/plans/${planId}/versions`, usd({ ...linear(first.meter.key), unitAmount: '0.09' })));
    const refused = ok(await api.post(migrations, { toVersion: 3, at: 'now' }));
    expect(await finished(`${migrations}/${String(refused.id)}`)).toMatchObject({
      progress: { moved: 0, refused: 3 },
      refused: [{ code: 'change_planned' }, { code: 'change_planned' }, { code: 'change_planned' }],
    });
    const now = ok(await api.post(migrations, { toVersion: 2, fromVersion: 1, at: 'now' }));
    expect(await finished(`${migrations}/${String(now.id)}`)).toMatchObject({ progress: { moved: 3, refused: 0 } });
    for (const id of subscriptions) expect((await phases(id)).map(([, version]) => version)).toEqual([1, 2]);
    expect(await api.post(migrations, { toVersion: 9, at: 'now' })).toMatchObject({
      body: { code: 'unknown_plan_version', pointer: '/toVersion' },
    });
  });
});
