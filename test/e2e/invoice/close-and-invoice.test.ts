import { describe, expect, it } from 'vitest';
import { closeable, day, start, subscriber } from '../billing.ts';
import { gaplessNumbers } from '../invoice-numbers.ts';
import { api, ok, rows } from '../stack.ts';

describe('a period that ends becomes an invoice that can be verified', () => {
  it('3,400 units: 1,000 × 0.10 + 2,400 × 0.07 = 268.00, paid at once, with the events behind it', async () => {
    const { customer, meter, use, advance, invoice, invoices } = await subscriber('pm_sim_ok');
    await use(
      Array.from({ length: 34 }, () => '100'),
      day(start, 3),
    );
    await meter.counted(customer, start, day(start, 30), '3400');
    expect(await invoices()).toEqual([]);
    await advance(closeable);

    const issued = await invoice();
    expect(issued).toMatchObject({
      status: 'paid',
      currency: 'USD',
      subtotal: '268.00',
      tax: '0.00',
      total: '268.00',
      periodStart: start,
      periodEnd: day(start, 30),
    });
    expect(issued.number).toMatch(/^INV-\d{6}$/);
    const [line = {}] = rows(issued.lines);
    expect(line).toMatchObject({ chargeId: 'usage', quantity: '3400', amount: '268.00', exactAmount: '268' });
    expect(rows(line.breakdown)).toMatchObject([
      { from: '0', to: '1000', units: '1000', unitAmount: '0.1', amount: '100' },
      { from: '1000', to: '3400', units: '2400', unitAmount: '0.07', amount: '168' },
    ]);

    const evidence = `/invoices/${String(issued.id)}/lines/${String(line.id)}/events`;
    const events = rows(ok(await api.get(`${evidence}?limit=100`)).data);
    expect(events).toHaveLength(34);
    expect(events.reduce((total, { quantity }) => total + Number(quantity), 0)).toBe(3400);
    const csv = await api.get(`${evidence}?format=csv`);
    expect(csv.contentType).toContain('text/csv');
    expect(csv.text.trim().split('\n')).toHaveLength(35);

    const page = await api.get(`/invoices/${String(issued.id)}.html`);
    expect(page.contentType).toContain('text/html');
    expect(page.text).toContain('268.00');
  });

  it('to advance again changes nothing; the next period has its own invoice, and the numbers have no gap', async () => {
    const { customer, meter, use, advance, invoices } = await subscriber('pm_sim_ok');
    await use(['10'], day(start, 1));
    await meter.counted(customer, start, day(start, 30), '10');
    await advance(closeable);
    await advance(closeable);
    expect((await invoices()).map(({ total }) => total)).toEqual(['1.00']);
    await use(['30'], day(start, 35));
    await meter.counted(customer, day(start, 30), day(start, 61), '30');
    await advance(day(closeable, 31));
    expect((await invoices()).map(({ total }) => total)).toEqual(['3.00', '1.00']);
    expect((await gaplessNumbers()).size).toBeGreaterThanOrEqual(2);
  });

  it('what comes after the close is late: the closed invoice does not move', async () => {
    const { customer, meter, use, advance, invoice } = await subscriber('pm_sim_ok');
    await use(['100'], day(start, 1));
    await meter.counted(customer, start, day(start, 30), '100');
    await advance(closeable);
    const before = await invoice();
    await use(['5'], day(start, 2));
    await meter.counted(customer, start, day(start, 30), '105');
    await advance(day(closeable, 1));
    expect(await invoice()).toEqual(before);
    const [line = {}] = rows(before.lines);
    const events = rows(ok(await api.get(`/invoices/${String(before.id)}/lines/${String(line.id)}/events`)).data);
    expect(events).toHaveLength(1);
  });

  it('a period without usage is a zero invoice, paid without a charge', async () => {
    const { advance, invoice } = await subscriber('pm_sim_declined');
    await advance(closeable);
    expect(await invoice()).toMatchObject({ status: 'paid', total: '0.00', amountDue: '0.00' });
    const id = String((await invoice()).id);
    expect(ok(await api.get(`/payments?invoiceId=${id}`)).data).toEqual([]);
  });

  it('a subscription that starts months ago closes its periods one after the other', async () => {
    const { advance, invoices } = await subscriber('pm_sim_ok', [
      { id: 'base', name: 'Base fee', model: 'flat', amount: '20.00', billed: 'arrears' },
    ]);
    await advance('2026-12-01T01:00:00.000Z');
    expect((await invoices()).map(({ periodEnd, total, status }) => [periodEnd, total, status])).toEqual([
      ['2026-12-01T00:00:00.000Z', '20.00', 'paid'],
      ['2026-11-01T00:00:00.000Z', '20.00', 'paid'],
      ['2026-10-01T00:00:00.000Z', '20.00', 'paid'],
    ]);
  });
});
