import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { changeCustomer, requireCustomer } from '../../../../functions/catalog/customer/customer-store.ts';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { CatalogApi } from '../catalog-api.ts';
import { acme } from '../price-lists.ts';

let api: CatalogApi;
beforeEach(() => {
  api = new CatalogApi();
});
afterEach(() => vi.unstubAllEnvs());

const path = 'PATCH /customers/{customerId}';
const here = { customerId: acme.id };
const get = async () => (await api.call('GET /customers/{customerId}', undefined, here)).body;

describe('PATCH /customers/{customerId} changes what is given, and nothing else', () => {
  it('each field by itself, and again', async () => {
    const { body: before } = await api.call('POST /customers', acme);
    const address = {
      line1: 'Hauptstr. 1',
      line2: null,
      city: 'Berlin',
      postalCode: '10115',
      region: null,
      country: 'DE',
    };
    const changes = [
      { name: 'ACME GmbH' },
      { email: null },
      { timeZone: 'Europe/Berlin' },
      { address },
      { tax: { status: 'exempt', exemptReason: 'Certificate 4711', taxIds: [] } },
      { locale: 'de-AT' },
      { address: null, name: 'ACME' },
    ];
    let expected = before;
    for (const [index, change] of changes.entries()) {
      expected = { ...expected, ...change, revision: index + 1 };
      expect(await api.call(path, change, here)).toEqual({ status: 200, body: expected });
      expect(await get()).toEqual(expected);
    }
    expect((await api.call('GET /customers')).body.data).toEqual([expected]);
  });

  it('nothing, where nothing is given', async () => {
    const { body } = await api.call('POST /customers', acme);
    expect(await api.call(path, {}, here)).toEqual({ status: 200, body });
    expect(api.announced().map(({ type }) => type)).toEqual(['customer.created']);
  });

  it('and it is announced, each change by itself', async () => {
    await api.call('POST /customers', acme);
    for (const name of ['A', 'B']) await api.call(path, { name }, here);
    expect(api.announced().slice(1)).toEqual([
      { type: 'customer.updated', customerId: acme.id, revision: 1 },
      { type: 'customer.updated', customerId: acme.id, revision: 2 },
    ]);
  });

  it('leaves the payment method alone, which has a route of its own', async () => {
    await api.call('POST /customers', { ...acme, paymentMethod: 'pm_sim_ok' });
    await api.call(path, { name: 'A' }, here);
    expect(await get()).toMatchObject({ name: 'A', paymentMethod: 'pm_sim_ok' });
  });

  it('a customer from before there were taxes and revisions is read with defaults, and can be changed', async () => {
    await api.call('POST /customers', acme);
    for (const item of api.table.items.values()) for (const name of ['tax', 'locale', 'revision']) delete item[name];
    const tax = { status: 'taxable', exemptReason: null, taxIds: [] };
    expect(await get()).toMatchObject({ tax, locale: 'en', parentId: null, revision: 0 });
    expect((await api.call(path, { locale: 'ja' }, here)).body).toMatchObject({ locale: 'ja', tax, revision: 1 });
  });
});

describe('two changes at the same time do not undo each other', () => {
  it('a caller may say which revision it knows', async () => {
    await api.call('POST /customers', acme);
    expect((await api.call(path, { name: 'A', revision: 0 }, here)).body).toMatchObject({ name: 'A', revision: 1 });
    const late = await api.refusal(path, { name: 'B', revision: 0 }, here);
    expect(late).toMatchObject({ status: 409, code: 'customer_changed' });
    expect(await get()).toMatchObject({ name: 'A', revision: 1 });
  });

  it('of two at the same moment the second is refused', async () => {
    await api.call('POST /customers', acme);
    const both = await Promise.allSettled(['A', 'B'].map((name) => changeCustomer(customerId(acme.id), { name })));
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'customer_changed' } });
    expect(await requireCustomer(customerId(acme.id))).toMatchObject({ revision: 1 });
  });
});

describe('a bad change is refused with its code and place, and changes nothing', () => {
  const address = { line1: 'a', city: 'b', postalCode: 'c', country: 'DE' };
  const vatId = { country: 'DE', value: 'DE136695977' };
  it.each([
    ['no name', { name: '' }, 'invalid_too_small', '/name'],
    ['no e-mail address', { email: 'acme' }, 'invalid_format', '/email'],
    ['an unknown zone', { timeZone: 'Europe/Bonn' }, 'unknown_time_zone', '/timeZone'],
    ['a zone that hours cannot express', { timeZone: 'Asia/Kolkata' }, 'time_zone_not_on_window', '/timeZone'],
    ['an unknown country', { address: { ...address, country: 'XX' } }, 'unknown_country', '/address/country'],
    ['a locale without texts', { locale: 'it' }, 'unknown_locale', '/locale'],
    ['no locale at all', { locale: 'de_DE!' }, 'unknown_locale', '/locale'],
    ['a wrong VAT id', { tax: { taxIds: [vatId] } }, 'invalid_vat_id', '/tax/taxIds/0/value'],
    ['an exemption without a reason', { tax: { status: 'exempt' } }, 'required', '/tax/exemptReason'],
    ['a reason for no exemption', { tax: { exemptReason: 'x' } }, 'exempt_reason_unused', '/tax/exemptReason'],
    ['an unknown status', { tax: { status: 'maybe' } }, 'invalid_value', '/tax/status'],
    ['another currency', { currency: 'EUR' }, 'unknown_field', '/currency'],
    ['a payment method', { paymentMethod: 'pm_sim_ok' }, 'unknown_field', '/paymentMethod'],
  ])('%s', async (_, change, code, pointer) => {
    const { body } = await api.call('POST /customers', acme);
    expect(await api.refusal(path, change, here)).toEqual({ status: 400, code, pointer });
    expect(await get()).toEqual(body);
  });

  it('of no customer', async () => {
    expect(await api.refusal(path, { name: 'A' }, here)).toMatchObject({ status: 404, code: 'customer_not_found' });
    expect(api.table.items.size).toBe(0);
  });
});
