import { beforeAll, describe, expect, it } from 'vitest';
import { closeable, day, start, subscriber } from '../billing.ts';
import { api, apiWith, ok, rows } from '../stack.ts';

describe("a customer's link shows that customer's data and nobody else's", () => {
  let ours: Awaited<ReturnType<typeof subscriber>>;
  let theirs: Awaited<ReturnType<typeof subscriber>>;
  let url = '';
  let portal = apiWith(null);

  beforeAll(async () => {
    [ours, theirs] = await Promise.all([subscriber('pm_sim_ok'), subscriber('pm_sim_ok')]);
    for (const { customer, meter, use, advance } of [ours, theirs]) {
      await use(['1700'], day(start, 1));
      await meter.counted(customer, start, day(start, 30), '1700');
      await advance(closeable);
    }
    const session = ok(await api.post('/portal-sessions', { customerId: ours.customer }));
    url = String(session.url);
    portal = apiWith(String(session.token));
  });

  it('its own summary, usage and invoices: 1,000 × 0.10 + 700 × 0.07 = 149.00', async () => {
    const summary = await portal.get(`/customers/${ours.customer}/summary`);
    expect(summary.status).toBe(200);
    expect(summary.text).toContain('149.00');
    expect(
      (await portal.get(`/customers/${ours.customer}/usage?meter=${ours.meter.key}&from=${start}&to=${day(start, 30)}`))
        .body.total,
    ).toBe('1700');
    expect(rows((await portal.get('/invoices')).body.data).map(({ customerId }) => customerId)).toEqual([
      ours.customer,
    ]);
  });

  it("another customer's summary, usage and invoices are refused", async () => {
    const invoice = String((await theirs.invoice()).id);
    expect(await portal.get(`/customers/${theirs.customer}/summary`)).toMatchObject({
      status: 403,
      body: { code: 'not_your_data' },
    });
    expect(
      (
        await portal.get(
          `/customers/${theirs.customer}/usage?meter=${theirs.meter.key}&from=${start}&to=${day(start, 30)}`,
        )
      ).status,
    ).toBe(403);
    expect((await portal.get(`/customers/${theirs.customer}`)).status).toBe(403);
    expect((await portal.get(`/invoices/${invoice}`)).status).toBe(404);
    expect((await portal.get(`/invoices/${invoice}.html`)).status).toBe(404);
    expect((await portal.get(`/invoices/${invoice}/lines/usage/events`)).status).toBe(404);
    const listed = await portal.get(`/invoices?customerId=${theirs.customer}`);
    expect(
      listed.status === 200 ? rows(listed.body.data).filter(({ customerId }) => customerId !== ours.customer) : [],
    ).toEqual([]);
  });

  it.each(['/customers', '/meters', '/plans', '/api-keys', '/payments'])('%s is not for customers', async (path) => {
    expect((await portal.get(path)).status).toBe(403);
  });

  it('it writes nothing', async () => {
    expect(
      (await portal.put(`/customers/${ours.customer}/payment-method`, { paymentMethod: 'pm_sim_declined' })).status,
    ).toBe(403);
    expect((await portal.post('/events', {})).status).toBe(403);
  });

  it('the page behind the link is served by the stack itself', async () => {
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
