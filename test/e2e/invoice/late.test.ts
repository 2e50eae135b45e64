import { describe, expect, it } from 'vitest';
import { eventually } from '../../../localstack/api-client.ts';
import { listenTo } from '../announcements.ts';
import { closeable, day, start, subscriber } from '../billing.ts';
import { api, ok, rows } from '../stack.ts';

/** September ends, and October. */
const september = day(start, 30);
const october = day(start, 61);
/** No older than 35 days when October is closed. */
const inSeptember = day(start, 29);
const inAugust = day(start, -2);

type Subscriber = Awaited<ReturnType<typeof subscriber>>;

/** 100 at a time. */
const hundreds = (units: number): readonly string[] => Array.from({ length: units / 100 }, () => '100');

const useInTime = async ({ use, meter, customer }: Subscriber, units: number): Promise<void> => {
  await use(hundreds(units), day(start, 1));
  await meter.counted(customer, start, september, String(units));
};

/** Sends it when September is closed, and waits until September has `expected`. */
const useLate = async ({ use, meter, customer }: Subscriber, units: string, expected: string): Promise<void> => {
  await use([units], inSeptember);
  await meter.counted(customer, start, september, expected);
};

const adjustmentsOf = (invoice: Readonly<Record<string, unknown>>) =>
  rows(invoice.lines).filter(({ kind }) => kind === 'adjustment');

const evidenceOf = async (invoice: Readonly<Record<string, unknown>>, line: Readonly<Record<string, unknown>>) =>
  rows(ok(await api.get(`/invoices/${String(invoice.id)}/lines/${String(line.id)}/events?limit=100`)).data);

const newest = async ({ invoices }: Subscriber) => (await invoices())[0] ?? {};

describe('what comes after the close is billed on the next invoice', () => {
  it('100 more of 3,400, at 0.07: + 7.00; then 50 more at the close after: + 3.50; each with its events', async () => {
    const customer = await subscriber('pm_sim_ok');
    await useInTime(customer, 3400);
    await customer.advance(closeable);
    const first = await customer.invoice();
    expect(first).toMatchObject({ total: '268.00', status: 'paid' });

    await useLate(customer, '100', '3500');
    await customer.advance(day(closeable, 31));
    const second = await newest(customer);
    const [seven = {}] = adjustmentsOf(second);
    expect(second).toMatchObject({ total: '7.00', amountDue: '7.00', periodStart: september, periodEnd: october });
    expect(seven).toMatchObject({
      ...{ kind: 'adjustment', quantity: '100', amount: '7.00', periodStart: start, periodEnd: september },
      breakdown: [{ from: '3400', to: '3500', units: '100', unitAmount: '0.07', amount: '7' }],
      adjusts: {
        ...{ invoiceId: first.id, number: first.number, lineId: 'line_1', closedThrough: september },
        ...{ before: { quantity: '3400', amount: '268.00' }, after: { quantity: '3500', amount: '275.00' } },
      },
    });

    await useLate(customer, '50', '3550');
    await customer.advance(day(closeable, 61));
    const third = await newest(customer);
    const [threeFifty = {}] = adjustmentsOf(third);
    expect(threeFifty).toMatchObject({
      ...{ quantity: '50', amount: '3.50' },
      adjusts: { number: first.number, before: { amount: '275.00' }, after: { quantity: '3550', amount: '278.50' } },
    });

    expect(await evidenceOf(second, seven)).toMatchObject([{ quantity: '100', time: inSeptember }]);
    expect(await evidenceOf(third, threeFifty)).toMatchObject([{ quantity: '50', time: inSeptember }]);
    expect(await evidenceOf(first, { id: 'line_1' })).toHaveLength(34);
    // Its revision tells of the two invoices that changed one of its lines.
    expect((await customer.invoices()).at(-1)).toEqual({ ...first, revision: 2 });
    const page = await api.get(`/invoices/${String(second.id)}.html`);
    expect(page.text).toContain(`adjusts invoice ${String(first.number)}`);
  });

  it('500 less of 1,200, across the tiers: − (200 × 0.07 + 300 × 0.10) = − 44.00, a credit that the next month uses', async () => {
    const customer = await subscriber('pm_sim_ok');
    await useInTime(customer, 1200);
    await customer.advance(closeable);
    expect(await customer.invoice()).toMatchObject({ total: '114.00' });

    await useLate(customer, '-500', '700');
    await customer.advance(day(closeable, 31));
    const second = await newest(customer);
    expect(second).toMatchObject({
      ...{ status: 'paid', total: '-44.00', amountDue: '0.00', balanceBefore: '0.00', balanceAfter: '44.00' },
    });
    const [credit = {}] = adjustmentsOf(second);
    expect(credit).toMatchObject({ quantity: '-500', amount: '-44.00', adjusts: { after: { amount: '70.00' } } });
    expect(await evidenceOf(second, credit)).toMatchObject([{ quantity: '-500' }]);

    await customer.use(hundreds(500), day(start, 62));
    await customer.meter.counted(customer.customer, october, day(start, 91), '500');
    await customer.advance(day(closeable, 61));
    expect(await newest(customer)).toMatchObject({
      ...{ total: '50.00', balanceBefore: '44.00', balanceAfter: '0.00', amountDue: '6.00' },
    });
  });

  it('what was before the first period is on no invoice: it is announced', async () => {
    const customer = await subscriber('pm_sim_ok');
    const heard = await listenTo('usage.unbilled');
    await useInTime(customer, 100);
    await customer.advance(closeable);
    await customer.use(['70'], inAugust);
    await customer.meter.counted(customer.customer, day(start, -5), start, '70');
    await customer.advance(day(closeable, 31));
    expect(adjustmentsOf(await newest(customer))).toEqual([]);
    const detail = await eventually('the unbilled usage is announced', async () =>
      (await heard()).find(({ customerId }) => customerId === customer.customer),
    );
    expect(detail).toMatchObject({
      ...{ meter: customer.meter.key, quantity: '70', reason: 'before_first_period' },
      ...{ firstWindow: inAugust, lastWindow: inAugust },
    });
  });
});
