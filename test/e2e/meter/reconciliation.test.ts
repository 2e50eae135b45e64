import { describe, expect, it } from 'vitest';
import { eventually } from '../../../localstack/api-client.ts';
import { closeable, start, subscriber } from '../billing.ts';
import { damage, startMachine } from '../deployed.ts';
import { newMeter, recently } from '../metering.ts';
import { reconcile, repair } from '../reconciling.ts';
import { api, fresh, ok, rows } from '../stack.ts';

describe('a counter that does not hold what the log says', () => {
  it('in an open window: found, listed, mended in place by an entry of the log, and right again', async () => {
    const meter = await newMeter();
    const { at, from, to } = recently();
    const customer = fresh('cust');
    const events = [5, 7].map((units, n) => meter.event(customer, `e${n}_${customer}`, String(units), at));
    ok(await api.post('/events', events));
    await meter.counted(customer, from, to, '12');
    expect(await reconcile(customer)).toEqual([]);

    const counter = `${meter.key}#${at.slice(0, 16)}`;
    await damage(customer, counter, '-4');
    expect(await meter.total(customer, from, to)).toBe('8');
    const [difference, ...others] = await reconcile(customer);
    expect(others).toEqual([]);
    expect(difference).toMatchObject({
      kind: 'counter',
      counter,
      meter: meter.key,
      expected: { sum: '12', events: '2' },
      found: { sum: '8', events: '2' },
    });
    const listed = rows(ok(await api.get('/reconciliations?limit=100')).data);
    expect(listed.map(({ id }) => id)).toContain(difference?.id);

    expect(await reconcile(customer)).toMatchObject([{ id: difference?.id }]);
    expect((await repair(customer, difference?.id, '')).status).toBe(400);
    expect((await repair(customer, 'disc_unknown')).body.code).toBe('discrepancy_not_found');
    const answer = ok(await repair(customer, difference?.id));
    expect(answer).toMatchObject({ status: 'repaired', reason: 'it was damaged on purpose' });
    expect(ok(await repair(customer, difference?.id))).toEqual(answer);
    expect(await meter.total(customer, from, to)).toBe('12');
    expect(await reconcile(customer)).toEqual([]);
  });

  it('that moved since: is not mended by what was found before; reconciled again, it is', async () => {
    const meter = await newMeter();
    const { at, from, to } = recently();
    const customer = fresh('cust');
    ok(await api.post('/events', [meter.event(customer, `a_${customer}`, '1', at)]));
    await meter.counted(customer, from, to, '1');
    await damage(customer, `${meter.key}#${at.slice(0, 16)}`, '100');
    const [before] = await reconcile(customer);
    ok(await api.post('/events', [meter.event(customer, `b_${customer}`, '2', at)]));
    await meter.counted(customer, from, to, '103');
    const refused = await repair(customer, before?.id);
    expect([refused.status, refused.body.code]).toEqual([409, 'counter_moved']);
    const [after, ...others] = await reconcile(customer);
    expect(others).toEqual([]);
    expect((await repair(customer, before?.id)).body.code).toBe('discrepancy_gone');
    ok(await repair(customer, after?.id));
    expect(await meter.total(customer, from, to)).toBe('3');
    expect(await reconcile(customer)).toEqual([]);
  });

  it('in a closed window: mended by a late counter; the invoice was right, and still is', async () => {
    const { customer, meter, use, advance } = await subscriber('pm_sim_ok');
    const at = '2026-09-10T12:00:00Z';
    await use(['1000', '500'], at);
    await meter.counted(customer, start, closeable, '1500');
    await advance(closeable);
    const range = { from: start, to: closeable };
    expect(await reconcile(customer, range)).toEqual([]);
    const counter = `${meter.key}#${at.slice(0, 16)}`;
    await damage(customer, counter, '-300');
    const [difference, ...others] = await reconcile(customer, range);
    expect(others).toEqual([]);
    expect(difference).toMatchObject({ kind: 'counter', counter, expected: { sum: '1500' }, found: { sum: '1200' } });
    ok(await repair(customer, difference?.id));
    expect(await meter.total(customer, start, closeable)).toBe('1500');
    expect(await reconcile(customer, range)).toEqual([]);
  });
});

describe('every night', () => {
  it('all customers are reconciled', async () => {
    const { customer } = await subscriber('pm_sim_ok');
    await startMachine('ReconciliationAll');
    const last = await eventually(
      'the customer is reconciled',
      async () => {
        const { lastRun } = ok(await api.get(`/customers/${customer}/reconciliations`));
        const [run] = rows([lastRun]);
        return run === undefined || run.finishedAt === null ? undefined : run;
        // Those of all other tests are reconciled with it.
      },
      240,
    );
    expect(last).toMatchObject({ counters: 0, moving: 0 });
  }, 300_000);
});
