import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { closeable, day, start, subscriber } from '../billing.ts';
import { api, rows } from '../stack.ts';

const table = z.array(z.record(z.string(), z.string()));

/** Of one customer, of all that were issued on the first of October. */
const exported = async (what: string, customer: string) => {
  const query = new URLSearchParams({ from: '2026-10-01T00:00:00Z', to: '2026-10-02T00:00:00Z' });
  const { contentType, text } = await api.get(`/exports/${what}?${query}`);
  expect(contentType).toContain('text/csv');
  return table.parse(parse(text, { columns: true })).filter(({ customer_id }) => customer_id === customer);
};

it('an invoice of 268.00 as accounting books it, with its line and the events behind that', async () => {
  const { customer, meter, use, advance, invoice } = await subscriber('pm_sim_ok');
  await use(['3000', '300', '100'], day(start, 3));
  await meter.counted(customer, start, day(start, 30), '3400');
  await advance(closeable);
  const { id, number, lines } = await invoice();

  expect(await exported('invoices', customer)).toMatchObject([
    {
      number,
      status: 'paid',
      currency: 'USD',
      net: '268.00',
      tax: '0.00',
      total: '268.00',
      paid: '268.00',
      remaining: '0.00',
    },
  ]);
  expect(await exported('invoice-lines', customer)).toMatchObject([
    { invoice_number: number, charge_id: 'usage', meter: meter.key, quantity: '3400', amount: '268.00', net: '268.00' },
  ]);
  const [line] = rows(lines);
  const evidence = await api.get(`/invoices/${String(id)}/lines/${String(line?.id)}/events?format=csv`);
  const counted = table.parse(parse(evidence.text, { columns: true })).map((row) => Number(row.counted));
  expect(counted.reduce((sum, units) => sum + units, 0)).toBe(3400);
});
