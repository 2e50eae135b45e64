import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { customerNow, findCustomer } from '../../../../functions/catalog/customer/customer-store.ts';
import { customersOnClock } from '../../../../functions/catalog/test-clock/test-clock-store.ts';
import { customerId, testClockId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { CatalogApi } from '../catalog-api.ts';
import { acme } from '../price-lists.ts';

let api: CatalogApi;
beforeEach(() => {
  api = new CatalogApi();
});
afterEach(() => vi.unstubAllEnvs());

const here = { customerId: acme.id };

describe('POST /customers makes a customer known', () => {
  it('who is answered, listed, found and announced', async () => {
    const { status, body } = await api.call('POST /customers', acme);
    expect(status).toBe(201);
    const tax = { status: 'taxable', exemptReason: null, taxIds: [] };
    const defaults = { timeZone: 'UTC', address: null, tax, locale: 'en', parentId: null, paymentMethod: null };
    expect(body).toMatchObject({ ...acme, ...defaults, autoFinalize: null, testClockId: null, revision: 0 });
    expect((await api.call('GET /customers/{customerId}', undefined, here)).body).toEqual(body);
    expect((await api.call('GET /customers')).body).toEqual({ data: [body], nextCursor: null });
    expect(api.announced()).toEqual([{ type: 'customer.created', customerId: acme.id, testClockId: null }]);
  });

  it('with an address, a zone and a payment method', async () => {
    const address = { line1: 'Hauptstr. 1', city: 'Berlin', postalCode: '10115', country: 'DE' };
    const customer = { ...acme, address, timeZone: 'Europe/Berlin', paymentMethod: 'pm_sim_ok' };
    const { body } = await api.call('POST /customers', customer);
    expect(body).toMatchObject({ ...customer, address: { ...address, line2: null, region: null } });
  });

  it('with a tax status, tax ids and a language', async () => {
    const tax = { status: 'exempt', exemptReason: 'Certificate 4711', taxIds: [{ country: 'GR', value: '094259216' }] };
    const { body } = await api.call('POST /customers', { ...acme, tax, locale: 'fr-ca' });
    const taxIds = [{ country: 'GR', value: 'EL094259216' }];
    expect(body).toMatchObject({ tax: { ...tax, taxIds }, locale: 'fr-CA' });
    expect((await api.call('GET /customers/{customerId}', undefined, here)).body).toEqual(body);
  });

  it('by the id alone, which is then the name', async () => {
    const { body } = await api.call('POST /customers', { id: 'a.b_c-d:e@f', currency: 'KWD' });
    expect(body).toMatchObject({ name: 'a.b_c-d:e@f', email: null, currency: 'KWD' });
  });

  it('once: the same id again is refused, and the first one stands', async () => {
    await api.call('POST /customers', acme);
    const again = await api.refusal('POST /customers', { ...acme, currency: 'EUR' });
    expect(again).toMatchObject({ status: 409, code: 'customer_exists' });
    expect(await findCustomer(customerId(acme.id))).toMatchObject({ currency: 'USD' });
  });
});

describe('a customer on a test clock lives in its time', () => {
  it('and is among the customers on it', async () => {
    const { body: clock } = await api.call('POST /test-clocks', { now: '2026-01-31T00:00:00Z' });
    await api.call('POST /customers', { ...acme, testClockId: clock.id });
    await api.call('POST /customers', { ...acme, id: 'other' });
    expect(await customersOnClock(testClockId(String(clock.id)))).toEqual([acme.id]);
    const wall = parseInstant('2030-01-01T00:00:00Z');
    const times = await Promise.all(
      [acme.id, 'other'].map(async (id) => {
        const customer = await findCustomer(customerId(id));
        return customer && customerNow(customer, wall);
      }),
    );
    expect(times).toEqual(['2026-01-31T00:00:00.000Z', wall]);
  });
});

describe('PUT /customers/{customerId}/payment-method', () => {
  const path = 'PUT /customers/{customerId}/payment-method';
  const ok = { paymentMethod: 'pm_sim_ok' };

  it('replaces it and announces it, each time anew', async () => {
    await api.call('POST /customers', { ...acme, paymentMethod: 'pm_sim_declined' });
    const { status, body } = await api.call(path, ok, here);
    expect({ status, body }).toMatchObject({ status: 200, body: { ...acme, ...ok } });
    await new Promise((resolve) => setTimeout(resolve, 2));
    await api.call(path, ok, here);
    const [, first, second] = api.announcements();
    const detail = { customerId: acme.id, ...ok };
    expect([first, second]).toMatchObject([
      { type: 'customer.payment_method_updated', detail },
      { type: 'customer.payment_method_updated', detail },
    ]);
    expect(first?.detail.eventId).not.toBe(second?.detail.eventId);
  });

  it('of no customer makes none', async () => {
    expect(await api.refusal(path, ok, here)).toMatchObject({ status: 404, code: 'customer_not_found' });
    expect(api.table.items.size).toBe(0);
    expect(api.announced()).toEqual([]);
  });

  it.each([
    [{}, 'required'],
    [{ paymentMethod: null }, 'invalid_type'],
    [{ paymentMethod: '4242 4242 4242 4242' }, 'invalid_payment_method'],
  ])('%j is refused: %s', async (body, code) => {
    expect(await api.refusal(path, body, here)).toEqual({ status: 400, code, pointer: '/paymentMethod' });
  });
});

describe('who may see a customer', () => {
  it('a portal link shows its own customer and no other', async () => {
    await api.call('POST /customers', acme);
    await api.call('POST /customers', { ...acme, id: 'other' });
    const portal: Caller = { kind: 'portal', customerId: customerId(acme.id) };
    const get = 'GET /customers/{customerId}';
    expect((await api.call(get, undefined, here, portal)).status).toBe(200);
    const refusal = { status: 403, body: { code: 'not_your_data' } };
    expect(await api.call(get, undefined, { customerId: 'other' }, portal)).toMatchObject(refusal);
    expect(await api.call('GET /customers', undefined, {}, portal)).toMatchObject(refusal);
  });

  it('a key that only sends events makes and sees none', async () => {
    const sender: Caller = { kind: 'key', keyId: 'key_2', scopes: ['ingest'] };
    const refusal = { status: 403, body: { code: 'scope_missing' } };
    expect(await api.call('POST /customers', acme, {}, sender)).toMatchObject(refusal);
    expect(await api.call('GET /customers', undefined, {}, sender)).toMatchObject(refusal);
    expect(api.table.items.size).toBe(0);
  });
});

describe('a bad customer is refused with its code and place, and leaves nothing behind', () => {
  const address = { line1: 'a', city: 'b', postalCode: 'c', country: 'DE' };
  const wrongVatId = { country: 'DE', value: 'DE136695977' };
  it.each([
    ['no id', { ...acme, id: undefined }, 'required', '/id'],
    ['an empty id', { ...acme, id: '' }, 'invalid_id', '/id'],
    ['an id with #', { ...acme, id: 'a#b' }, 'invalid_id', '/id'],
    ['an id with /', { ...acme, id: 'a/b' }, 'invalid_id', '/id'],
    ['an id of 129', { ...acme, id: 'a'.repeat(129) }, 'invalid_id', '/id'],
    ['an id with ü', { ...acme, id: 'münchen' }, 'invalid_id', '/id'],
    ['no currency', { ...acme, currency: undefined }, 'required', '/currency'],
    ['a currency that is none', { ...acme, currency: 'BTC' }, 'unknown_currency', '/currency'],
    ['a currency in small letters', { ...acme, currency: 'usd' }, 'unknown_currency', '/currency'],
    ['no e-mail address', { ...acme, email: 'acme' }, 'invalid_format', '/email'],
    ['an unknown zone', { ...acme, timeZone: 'Europe/Bonn' }, 'unknown_time_zone', '/timeZone'],
    ['an offset for a zone', { ...acme, timeZone: '+02:00' }, 'unknown_time_zone', '/timeZone'],
    [
      'a zone that hours cannot express',
      { ...acme, timeZone: 'Asia/Kathmandu' },
      'time_zone_not_on_window',
      '/timeZone',
    ],
    [
      'a country that is none',
      { ...acme, address: { ...address, country: 'XX' } },
      'unknown_country',
      '/address/country',
    ],
    ['a locale without texts', { ...acme, locale: 'pt-BR' }, 'unknown_locale', '/locale'],
    ['a wrong VAT id', { ...acme, tax: { taxIds: [wrongVatId] } }, 'invalid_vat_id', '/tax/taxIds/0/value'],
    ['an exemption without a reason', { ...acme, tax: { status: 'exempt' } }, 'required', '/tax/exemptReason'],
    ['a card number', { ...acme, paymentMethod: '4242 4242' }, 'invalid_payment_method', '/paymentMethod'],
    ['an unknown test clock', { ...acme, testClockId: 'clk_1' }, 'unknown_test_clock', '/testClockId'],
    ['no country', { ...acme, address: { ...address, country: undefined } }, 'required', '/address/country'],
    [
      'a country by name',
      { ...acme, address: { ...address, country: 'Germany' } },
      'invalid_format',
      '/address/country',
    ],
    ['an unknown field', { ...acme, vip: true }, 'unknown_field', '/vip'],
  ])('%s', async (_, body, code, pointer) => {
    expect(await api.refusal('POST /customers', body)).toEqual({ status: 400, code, pointer });
    expect(api.table.items.size).toBe(0);
    expect(api.announced()).toEqual([]);
  });
});
