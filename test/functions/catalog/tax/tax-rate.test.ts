import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { taxRatesIn } from '../../../../functions/catalog/tax/tax-rate-store.ts';
import { CatalogApi } from '../catalog-api.ts';

let api: CatalogApi;
beforeEach(() => {
  api = new CatalogApi();
});
afterEach(() => vi.unstubAllEnvs());

const vat = { name: 'MwSt', country: 'DE', percent: '19', from: '2021-01-01T00:00:00+01:00' };
const one = 'GET /tax-rates/{taxRateId}';
const end = 'PUT /tax-rates/{taxRateId}/end';

const made = async (rate: Record<string, unknown> = vat) => {
  const { status, body } = await api.call('POST /tax-rates', rate);
  expect(status).toBe(201);
  return { body, parameters: { taxRateId: String(body.id) } };
};

describe('POST /tax-rates sets a tax of a country or a region from a time on', () => {
  it('which is answered, found and listed', async () => {
    const { body, parameters } = await made();
    const defaults = { region: null, exceptRegions: [], until: null, compound: false, order: 0 };
    expect(body).toMatchObject({ ...vat, ...defaults, from: '2020-12-31T23:00:00.000Z' });
    expect(body.id).toMatch(/^txr_DE_\w{26}$/);
    expect((await api.call(one, undefined, parameters)).body).toEqual(body);
    expect((await api.call('GET /tax-rates')).body).toEqual({ data: [body], nextCursor: null });
  });

  it('several stack: a country has one and its regions others', async () => {
    const canada = { ...vat, country: 'CA' };
    await made({ ...canada, name: 'GST', percent: '5', exceptRegions: ['ON', 'Nova Scotia'] });
    await made({ ...canada, name: 'QST', percent: '9.975', region: 'Québec', order: 1 });
    await made({ ...canada, name: 'HST', percent: '13', region: 'CA-ON' });
    expect((await taxRatesIn('CA')).map(({ name, region, exceptRegions }) => [name, region, exceptRegions])).toEqual([
      ['GST', null, ['ON', 'NS']],
      ['QST', 'QC', []],
      ['HST', 'ON', []],
    ]);
  });

  it('are listed by country, or those of one, in pages', async () => {
    for (const country of ['FR', 'AT', 'DE', 'AT']) {
      await made({ ...vat, country, name: `VAT ${country} ${api.table.items.size}` });
    }
    const first = await api.call('GET /tax-rates?limit=3');
    const rest = await api.call(`GET /tax-rates?limit=3&cursor=${first.body.nextCursor}`);
    const countries = [first, rest].flatMap(({ body }) => JSON.parse(JSON.stringify(body.data)));
    expect(countries.map(({ country }: { country: string }) => country)).toEqual(['AT', 'AT', 'DE', 'FR']);
    expect((await api.call('GET /tax-rates?country=AT')).body.data).toHaveLength(2);
  });
});

describe('two of the same name and place are never in force at the same time', () => {
  const until = { until: '2020-12-31T23:00:00Z' };
  it.each([
    ['the same again', vat],
    ['another percentage', { ...vat, percent: '20' }],
    ['one that begins later', { ...vat, from: '2030-01-01T00:00:00Z' }],
    ['one that ends in it', { ...vat, from: '2020-07-01T00:00:00Z', until: '2021-01-01T00:00:00Z' }],
  ])('%s is refused', async (_, rate) => {
    await made();
    const refusal = { status: 400, code: 'tax_rate_overlaps', pointer: '/from' };
    expect(await api.refusal('POST /tax-rates', rate)).toEqual(refusal);
    expect(await taxRatesIn('DE')).toHaveLength(1);
  });

  it.each([
    ['one that ends where it begins', { ...vat, from: '2020-07-01T00:00:00Z', ...until }],
    ['another tax', { ...vat, name: 'Soli' }],
    ['the tax of a region', { ...vat, region: 'BY' }],
    ['that of another country', { ...vat, country: 'AT' }],
  ])('%s is not', async (_, rate) => {
    await made();
    await made(rate);
  });

  it('of two that are set at the same moment, one is refused', async () => {
    const both = await Promise.all([0, 1].map(() => api.call('POST /tax-rates', vat)));
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('tax_rates_changed');
    expect(await taxRatesIn('DE')).toHaveLength(1);
  });
});

describe('PUT /tax-rates/{taxRateId}/end: a rate is never edited, it ends and stays', () => {
  it('from then on its successor may hold', async () => {
    const { body, parameters } = await made();
    const until = '2027-01-01T00:00:00.000Z';
    expect(await api.call(end, { until }, parameters)).toEqual({ status: 200, body: { ...body, until } });
    await made({ ...vat, percent: '21', from: until });
    expect((await taxRatesIn('DE')).map((rate) => [rate.percent.toFixed(), rate.from, rate.until])).toEqual([
      ['19', '2020-12-31T23:00:00.000Z', until],
      ['21', until, null],
    ]);
  });

  it('an end can be brought forward, and not be put off', async () => {
    const { parameters } = await made();
    for (const until of ['2027-01-01T00:00:00Z', '2027-01-01T00:00:00Z', '2026-01-01T00:00:00Z']) {
      expect((await api.call(end, { until }, parameters)).status).toBe(200);
    }
    expect(await api.refusal(end, { until: '2027-01-01T00:00:00Z' }, parameters)).toMatchObject({
      status: 409,
      code: 'tax_rate_ended',
    });
  });

  it('one that was a mistake ends where it begins, and the right one takes its place', async () => {
    const { parameters } = await made({ ...vat, percent: '91' });
    expect(await api.call(end, { until: vat.from }, parameters)).toMatchObject({ status: 200 });
    await made();
  });

  it('before its beginning it cannot end, and what is not there neither', async () => {
    const { parameters } = await made();
    const early = { until: '2020-12-31T22:59:59Z' };
    expect(await api.refusal(end, early, parameters)).toEqual({ status: 400, code: 'range_empty', pointer: '/until' });
    const unknown = { taxRateId: 'txr_DE_0' };
    expect(await api.refusal(end, early, unknown)).toMatchObject({ status: 404, code: 'tax_rate_not_found' });
    expect(await api.refusal(one, undefined, unknown)).toMatchObject({ status: 404, code: 'tax_rate_not_found' });
  });
});

describe('a bad tax rate is refused with its code and place', () => {
  it.each([
    ['200 %', { percent: '200' }, 'tax_rate_out_of_range', '/percent'],
    ['just over 100 %', { percent: '100.000001' }, 'tax_rate_out_of_range', '/percent'],
    ['less than nothing', { percent: '-1' }, 'tax_rate_out_of_range', '/percent'],
    ['a number', { percent: 19 }, 'not_a_decimal_string', '/percent'],
    ['no decimal', { percent: '19 %' }, 'not_a_decimal_string', '/percent'],
    ['seven digits after the point', { percent: '9.9750001' }, 'too_many_digits', '/percent'],
    ['no percentage', { percent: undefined }, 'required', '/percent'],
    ['a country that is none', { country: 'XX' }, 'unknown_country', '/country'],
    ['a country by name', { country: 'Germany' }, 'invalid_format', '/country'],
    ['a region of another country', { region: 'QC' }, 'unknown_region', '/region'],
    ['an exception that is no region', { exceptRegions: ['BY', 'QC'] }, 'unknown_region', '/exceptRegions/1'],
    ['exceptions of a region', { region: 'BY', exceptRegions: ['BE'] }, 'region_in_region', '/exceptRegions'],
    ['an end before the beginning', { until: '2020-12-31T22:59:59Z' }, 'range_empty', '/until'],
    ['an end at the beginning', { until: vat.from }, 'range_empty', '/until'],
    ['a time without an offset', { from: '2021-01-01T00:00:00' }, 'time_without_offset', '/from'],
    ['no beginning', { from: undefined }, 'required', '/from'],
    ['no name', { name: ' ' }, 'invalid_too_small', '/name'],
    ['an unknown field', { rate: '19' }, 'unknown_field', '/rate'],
  ])('%s', async (_, change, code, pointer) => {
    expect(await api.refusal('POST /tax-rates', { ...vat, ...change })).toEqual({ status: 400, code, pointer });
    expect(api.table.items.size).toBe(0);
  });

  it('a list of a country that is none', async () => {
    expect(await api.refusal('GET /tax-rates?country=XX')).toMatchObject({ status: 400, code: 'unknown_country' });
  });
});
