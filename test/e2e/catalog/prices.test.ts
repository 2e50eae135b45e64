import { describe, expect, it } from 'vitest';
import { eventually } from '../../../localstack/api-client.ts';
import { closeable, day, start } from '../billing.ts';
import { api, fresh, ok, rows } from '../stack.ts';

const september = day(start, 30);
const inSeptember = day(start, 29);

/** Video by the minute and its resolution, and payments with a percentage, on one plan and test clock. */
const shop = async () => {
  const [videoMeter, cardMeter] = [fresh('video').toLowerCase(), fresh('cards').toLowerCase()];
  const meter = { aggregation: 'sum', valueProperty: 'value' };
  ok(await api.post('/meters', { ...meter, key: videoMeter, eventType: videoMeter, groupBy: ['codec', 'resolution'] }));
  ok(await api.post('/meters', { ...meter, key: cardMeter, eventType: cardMeter }));
  const video = {
    ...{ id: 'video', meter: videoMeter, model: 'linear', unitAmount: '0.05', included: '100' },
    groupPrices: { property: 'resolution', prices: { HD: { unitAmount: '0.10' }, '4K': { unitAmount: '0.20' } } },
  };
  const cards = { id: 'cards', meter: cardMeter, model: 'percentage', percent: '2.9', fixedAmount: '0.30' };
  const [planId, customer] = [fresh('plan'), fresh('cust')];
  ok(await api.post('/plans', { id: planId, interval: 'month', prices: { USD: { charges: [video, cards] } } }));
  const clock = String(ok(await api.post('/test-clocks', { now: start })).id);
  const payer = { name: 'Nordlicht', currency: 'USD', timeZone: 'UTC', paymentMethod: 'pm_sim_ok', testClockId: clock };
  ok(await api.post('/customers', { id: customer, ...payer }));
  ok(await api.post('/subscriptions', { customerId: customer, planId, startAt: start }));

  const use = async (type: string, time: string, ...data: readonly object[]): Promise<void> => {
    const envelope = { specversion: '1.0', source: 'e2e', type, subject: customer, time };
    ok(
      await api.post(
        '/events',
        data.map((one) => ({ ...envelope, id: fresh('e'), data: one })),
      ),
    );
  };
  const counted = async (meterKey: string, expected: string): Promise<void> => {
    await eventually(`${customer} has ${expected} of ${meterKey}`, async () => {
      const path = `/customers/${customer}/usage?meter=${meterKey}&from=${start}&to=${september}`;
      return ok(await api.get(path)).total === expected ? true : undefined;
    });
  };
  const logged = async (type: string, events: number): Promise<void> => {
    await eventually(`${customer} has ${events} of ${type} in the log`, async () => {
      const path = `/customers/${customer}/events?type=${type}&from=${start}&to=${september}`;
      return rows(ok(await api.get(path)).data).length === events ? true : undefined;
    });
  };
  const advance = async (to: string): Promise<void> => {
    ok(await api.post(`/test-clocks/${clock}/advance`, { to }));
    const isReady = async () => (ok(await api.get(`/test-clocks/${clock}`)).status === 'ready' ? true : undefined);
    await eventually(`the clock of ${customer} is at ${to}`, isReady, 90);
  };
  const newest = async () => rows(ok(await api.get(`/invoices?customerId=${customer}`)).data)[0] ?? {};
  return { videoMeter, cardMeter, planId, use, counted, logged, advance, newest };
};

const brackets = (line: Readonly<Record<string, unknown>> = {}) =>
  rows(line.breakdown).map(({ kind, group, units, unitAmount, amount }) => [
    kind,
    rows([group])[0]?.value ?? null,
    ...[units, unitAmount, amount],
  ]);

describe('what an event is like decides what it costs', () => {
  it('4K at 0.20, HD at 0.10, all others at 0.05 after 100 free; 2.9 % and 0.30 of each payment; and what comes late', async () => {
    const { videoMeter, cardMeter, use, counted, logged, advance, newest } = await shop();
    const at = day(start, 3);
    await use(
      videoMeter,
      at,
      { codec: 'av1', resolution: '4K', value: '10' },
      { codec: 'h264', resolution: '4K', value: '5' },
      { codec: 'av1', resolution: 'HD', value: '30' },
      { codec: 'av1', resolution: 'SD', value: '100' },
      { codec: 'av1', value: '20' },
    );
    await use(cardMeter, at, { value: '100' }, { value: '49.50' }, { value: '-20' });
    await counted(videoMeter, '165');
    await counted(cardMeter, '129.5');
    await advance(closeable);
    const first = await newest();
    const [video, cards] = rows(first.lines);
    expect(video).toMatchObject({ quantity: '165', amount: '7.00' });
    expect(brackets(video)).toEqual([
      ['units', '4K', '15', '0.2', '3'],
      ['units', 'HD', '30', '0.1', '3'],
      ['included', null, '100', '0', '0'],
      ['units', null, '20', '0.05', '1'],
    ]);
    expect(cards).toMatchObject({ quantity: '129.5', exactAmount: '4.6555', amount: '4.66' });
    expect(brackets(cards)).toEqual([
      ['percentage', null, '129.5', '0.029', '3.7555'],
      ['event_fee', null, '3', '0.3', '0.9'],
    ]);
    expect(first).toMatchObject({ subtotal: '11.66', status: 'paid' });
    const page = await api.get(`/invoices/${String(first.id)}.html`);
    expect(page.text).toContain('4K');

    await use(videoMeter, inSeptember, { codec: 'av1', resolution: '4K', value: '2' }, { codec: 'av1', value: '3' });
    await use(cardMeter, inSeptember, { value: '0' });
    await counted(videoMeter, '170');
    await logged(cardMeter, 4);
    await advance(day(closeable, 31));
    const adjustments = rows((await newest()).lines).filter(({ kind }) => kind === 'adjustment');
    expect(adjustments.map(({ chargeId, quantity, amount }) => [chargeId, quantity, amount])).toEqual([
      ['video', '5', '0.55'],
      ['cards', '0', '0.30'],
    ]);
    expect(brackets(adjustments[0])).toEqual([
      ['units', '4K', '2', '0.2', '0.4'],
      ['units', null, '3', '0.05', '0.15'],
    ]);
  });

  it('a quote of the plan says the same before anything is used', async () => {
    const { planId } = await shop();
    const usage = {
      video: { quantity: '165', groups: [{ values: { resolution: '4K' }, quantity: '15' }] },
      cards: { quantity: '129.5', events: '3' },
    };
    const quote = ok(await api.post('/quotes', { planId, currency: 'USD', usage }));
    expect(quote.subtotal).toBe('10.16');
    expect(rows(quote.lines).map(({ chargeId, amount }) => [chargeId, amount])).toEqual([
      ['video', '5.50'],
      ['cards', '4.66'],
    ]);
  });

  it('a plan is refused whose meter does not group by the property', async () => {
    const { cardMeter } = await shop();
    const groupPrices = { property: 'brand', prices: { amex: { percent: '3.5' } } };
    const charge = { id: 'cards', meter: cardMeter, model: 'percentage', percent: '2.9', groupPrices };
    const plan = { id: fresh('plan'), interval: 'month', prices: { USD: { charges: [charge] } } };
    expect(await api.post('/plans', plan)).toMatchObject({
      status: 400,
      body: { code: 'group_property_unknown', pointer: '/prices/USD/charges/0/groupPrices/property' },
    });
  });
});
