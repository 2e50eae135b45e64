import { expect, it } from 'vitest';
import { eventually } from '../../../localstack/api-client.ts';
import { listenTo } from '../announcements.ts';
import { closeable, day, start, subscriber } from '../billing.ts';
import { damage, startMachine } from '../deployed.ts';
import { reconcile, repair } from '../reconciling.ts';
import { api, ok, rows } from '../stack.ts';

const at = '2026-09-10T12:00:00Z';

it('a counter that lost 100 of 1,000 units: no invoice, until it is mended; then 90.00, and 10.00 on the next', async () => {
  const { customer, clock, meter, subscription, use, advance, invoices } = await subscriber('pm_sim_ok');
  const heard = await listenTo('invoice.evidence_mismatch');
  await use(['600', '400'], at);
  await meter.counted(customer, start, closeable, '1000');
  await damage(customer, `${meter.key}#${at.slice(0, 16)}`, '-100');
  ok(await api.post(`/test-clocks/${clock}/advance`, { to: closeable }));

  const mismatch = await eventually('it is announced', async () =>
    (await heard()).find(({ customerId }) => customerId === customer),
  );
  expect(mismatch).toMatchObject({
    ...{ lineId: 'line_1', meter: meter.key, expected: '1000', found: '900' },
    ...{ expectedAmount: '100.00', foundAmount: '90.00', currency: 'USD' },
  });
  expect(await invoices()).toMatchObject([{ status: 'draft', number: null, total: '90.00' }]);
  expect(ok(await api.get(`/test-clocks/${clock}`))).toMatchObject({ status: 'advancing' });

  const found = await reconcile(customer, { from: start, to: closeable });
  ok(await repair(customer, found.find(({ kind }) => kind === 'counter')?.id));
  await startMachine('InvoiceClose', { subscriptionId: subscription.id, periodEnd: day(start, 30) });
  const paid = await eventually('the invoice is final', async () => {
    const [only] = await invoices();
    return only?.status === 'paid' ? only : undefined;
  });
  expect(paid).toMatchObject({ total: '90.00' });
  expect(paid.number).toMatch(/^INV-\d{6}$/);

  await eventually('the clock arrives', async () =>
    ok(await api.get(`/test-clocks/${clock}`)).status === 'ready' ? true : undefined,
  );
  await advance(day(closeable, 31));
  const [next] = await invoices();
  expect(next).toMatchObject({ total: '10.00' });
  const [adjustment] = rows(next?.lines).filter(({ kind }) => kind === 'adjustment');
  expect(adjustment).toMatchObject({ quantity: '100', amount: '10.00' });
});
