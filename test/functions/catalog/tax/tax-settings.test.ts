import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CatalogApi } from '../catalog-api.ts';

let api: CatalogApi;
beforeEach(() => {
  api = new CatalogApi();
});
afterEach(() => vi.unstubAllEnvs());

const put = 'PUT /tax-settings';
const get = 'GET /tax-settings';
const german = { country: 'DE', taxId: 'DE 136 695 976' };

describe('/tax-settings: where the seller is, for whom it collects, what its prices mean', () => {
  it('until they are set, the seller is nowhere and nobody is taxed', async () => {
    expect(await api.call(get)).toEqual({
      status: 200,
      body: { sellerCountry: null, registrations: [], pricesIncludeTax: { default: false, countries: {} } },
    });
  });

  it('are answered as they are kept, tax ids in the form of an invoice', async () => {
    const quebec = { country: 'CA', region: 'Québec', taxId: '1234567890 TQ 0001', from: '2026-07-01T00:00:00-04:00' };
    const { status, body } = await api.call(put, {
      sellerCountry: 'DE',
      registrations: [german, { ...german, oneStopShop: true, until: '2030-01-01T00:00:00Z' }, quebec],
      pricesIncludeTax: { countries: { JP: true } },
    });
    const always = { region: null, oneStopShop: false, from: '1970-01-01T00:00:00.000Z', until: null };
    expect(status).toBe(200);
    expect(body).toEqual({
      sellerCountry: 'DE',
      registrations: [
        { ...always, country: 'DE', taxId: 'DE136695976' },
        { ...always, ...german, oneStopShop: true, until: '2030-01-01T00:00:00.000Z' },
        { ...always, ...quebec, region: 'QC', from: '2026-07-01T04:00:00.000Z' },
      ],
      pricesIncludeTax: { default: false, countries: { JP: true } },
    });
    expect((await api.call(get)).body).toEqual(body);
  });

  it('are replaced as a whole', async () => {
    await api.call(put, { sellerCountry: 'DE', registrations: [german], pricesIncludeTax: { default: true } });
    await api.call(put, { sellerCountry: 'AT' });
    expect((await api.call(get)).body).toEqual({
      sellerCountry: 'AT',
      registrations: [],
      pricesIncludeTax: { default: false, countries: {} },
    });
  });

  const of = (registration: Record<string, unknown>) => ({ registrations: [{ ...german, ...registration }] });
  it.each([
    ['no country of the seller', { sellerCountry: undefined }, 'required', '/sellerCountry'],
    ['a country that is none', { sellerCountry: 'XX' }, 'unknown_country', '/sellerCountry'],
    ['a VAT id with a wrong check digit', of({ taxId: 'DE136695977' }), 'invalid_tax_id', '/registrations/0/taxId'],
    ['the VAT id of another country', of({ taxId: 'ATU13585627' }), 'invalid_tax_id', '/registrations/0/taxId'],
    ['a region that is none', of({ region: 'QC' }), 'unknown_region', '/registrations/0/region'],
    ['an end before the beginning', of({ until: '1969-01-01T00:00:00Z' }), 'range_empty', '/registrations/0/until'],
    [
      'a one-stop shop outside of the EU',
      of({ country: 'US', taxId: '12-3456789', oneStopShop: true }),
      'one_stop_shop_outside_eu',
      '/registrations/0/oneStopShop',
    ],
    [
      'a price in an unknown country',
      { pricesIncludeTax: { countries: { XX: true } } },
      'invalid_key',
      '/pricesIncludeTax/countries/XX',
    ],
    ['an unknown field', { vatRate: '19' }, 'unknown_field', '/vatRate'],
  ])('%s is refused', async (_, change, code, pointer) => {
    expect(await api.refusal(put, { sellerCountry: 'DE', ...change })).toEqual({ status: 400, code, pointer });
    expect(api.table.items.size).toBe(0);
  });
});
