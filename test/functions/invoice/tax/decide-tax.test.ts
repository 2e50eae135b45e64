import { describe, expect, it } from 'vitest';
import { noTaxSettings } from '../../../../functions/catalog/tax/tax-settings.ts';
import { decideTax } from '../../../../functions/invoice/tax/decide-tax.ts';
import { applyTax } from '../../../../functions/invoice/tax/tax.ts';
import { type Instant, parseInstant } from '../../../../functions/kernel/instant.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { decimal, plain } from '../../../../functions/money/decimal.ts';
import { money, settledToWire } from '../../../../functions/money/money.ts';
import { buyer, livesIn, rate, settings } from '../tax-rates.ts';

const now = parseInstant('2026-11-01T00:00:00Z');
const german = { country: 'DE', taxId: 'DE136695976' };
const frenchVatId = { country: 'FR', value: 'FR40303265045' };
const inGermany = settings({ registrations: [german] });

const table = [
  rate('MwSt', '19'),
  rate('TVA', '20', { country: 'FR' }),
  rate('GST', '5', { country: 'CA', exceptRegions: ['ON'] }),
  rate('QST', '9.975', { country: 'CA', region: 'QC', order: 1 }),
  rate('HST', '13', { country: 'CA', region: 'ON' }),
  rate('Sales tax', '7.25', { country: 'US', region: 'CA' }),
];

const decide = (
  customer: Record<string, unknown>,
  { to = inGermany, at = now, rates = table }: { to?: typeof inGermany; at?: Instant; rates?: typeof table } = {},
) => {
  const { treatment, rates: applied, note } = decideTax(to, buyer(customer), rates, at);
  return { treatment, rates: applied.map(({ name, fraction }) => `${name} ${plain(fraction.times(100))}`), note };
};

const untaxed = { rates: [], note: null };

describe('where the seller is registered, the rates of the place apply', () => {
  it('at home', () => {
    expect(decide(livesIn('DE'))).toEqual({ treatment: 'taxed', rates: ['MwSt 19'], note: null });
  });

  const canada = settings({ sellerCountry: 'CA', registrations: [{ country: 'CA', taxId: '123026635RT0001' }] });
  it.each([
    ['QC', ['GST 5', 'QST 9.975'], 'the federal and the provincial tax are stacked'],
    ['CA-QC', ['GST 5', 'QST 9.975'], 'however the address has the region'],
    ['Québec', ['GST 5', 'QST 9.975'], 'by its name too'],
    ['ON', ['HST 13'], 'one takes the place of the other'],
    ['Alberta', ['GST 5'], 'a region without a tax of its own'],
    [null, ['GST 5'], 'an address without a region'],
    ['Atlantis', ['GST 5'], 'a region that is none'],
  ])('in Canada, region %s: %j, %s', (region, rates, _why) => {
    expect(decide(livesIn('CA', region), { to: canada })).toMatchObject({ treatment: 'taxed', rates });
  });

  it('a registration with a region alone covers neither the country nor other regions', () => {
    const california = settings({ sellerCountry: 'US', registrations: [{ country: 'US', region: 'CA', taxId: '1' }] });
    const rates = [...table, rate('Sales tax', '4', { country: 'US', region: 'NY' })];
    expect(decide(livesIn('US', 'California'), { to: california, rates }).rates).toEqual(['Sales tax 7.25']);
    expect(decide(livesIn('US', 'NY'), { to: california, rates })).toMatchObject({ treatment: 'no_rate' });
  });

  it('a one-stop shop covers consumers in all of the European Union, and nobody else', () => {
    const to = settings({ registrations: [german, { ...german, oneStopShop: true }] });
    const rates = [...table, rate('VAT', '20', { country: 'GB' })];
    expect(decide(livesIn('FR'), { to }).rates).toEqual(['TVA 20']);
    expect(decide(livesIn('FR')).treatment).toBe('no_rate');
    expect(decide(livesIn('GB'), { to, rates }).treatment).toBe('no_rate');
  });
});

describe('what was in force then applies', () => {
  const rates = [
    rate('MwSt', '16', { from: '2020-07-01T00:00:00+02:00', until: '2021-01-01T00:00:00+01:00' }),
    rate('MwSt', '19', { from: '2021-01-01T00:00:00+01:00' }),
  ];
  it.each([
    ['2020-06-30T21:59:59.999Z', [], 'before the first'],
    ['2020-06-30T22:00:00.000Z', ['MwSt 16'], 'from its first instant'],
    ['2020-12-31T22:59:59.999Z', ['MwSt 16'], 'to its last'],
    ['2020-12-31T23:00:00.000Z', ['MwSt 19'], 'the next from its end on'],
    ['2030-01-01T00:00:00.000Z', ['MwSt 19'], 'without an end'],
  ])('%s: %j, %s', (at, expected) => {
    expect(decide(livesIn('DE'), { at: parseInstant(at), rates }).rates).toEqual(expected);
  });

  it('and a registration that is over, or has not begun, taxes nobody', () => {
    for (const range of [{ until: '2026-11-01T00:00:00Z' }, { from: '2026-11-02T00:00:00Z' }]) {
      const to = settings({ registrations: [{ ...german, ...range }] });
      expect(decide(livesIn('DE'), { to })).toEqual({ treatment: 'no_rate', ...untaxed });
    }
  });
});

describe('reverse charge: a business with a VAT id in another member state owes the tax itself', () => {
  const french = { ...livesIn('FR'), tax: { taxIds: [frenchVatId] } };

  it.each([
    ['en', 'Reverse charge: VAT is due from the recipient of the service, article 196 of Directive 2006/112/EC.'],
    ['de-AT', expect.stringContaining('Steuerschuldnerschaft des Leistungsempfängers')],
    ['fr', expect.stringContaining('Autoliquidation')],
    ['ja', expect.stringContaining('リバースチャージ')],
  ])('and is told so in %s', (locale, note) => {
    expect(decide({ ...french, locale })).toEqual({ treatment: 'reverse_charge', rates: [], note });
  });

  it('the whole amount is then without tax: 268.00 stay 268.00', () => {
    const decision = decideTax(inGermany, buyer(french), table, now);
    const { tax, total } = applyTax(money(decimal('268.00'), currency('EUR')), decision);
    expect([tax, total].map(settledToWire)).toEqual(['0.00', '268.00']);
  });

  it('a seller from outside that is registered in a member state charges so in all of them', () => {
    const to = settings({
      sellerCountry: 'US',
      registrations: [{ country: 'IE', taxId: 'IE6433435F', oneStopShop: true }],
    });
    expect(decide(french, { to }).treatment).toBe('reverse_charge');
  });

  it.each([
    ['a business at home is taxed', { ...livesIn('DE'), tax: { taxIds: [german].map(toId) } }, 'taxed'],
    ['a consumer is not', livesIn('FR'), 'no_rate'],
    [
      'nor a VAT id of another country than the address',
      { ...livesIn('IT'), tax: { taxIds: [frenchVatId] } },
      'no_rate',
    ],
    ['nor a business outside of the Union', { ...livesIn('CH'), tax: { taxIds: [swissId] } }, 'no_rate'],
  ])('%s', (_, customer, treatment) => {
    expect(decide(customer).treatment).toBe(treatment);
  });

  it('nobody is, of a seller without a VAT id of the Union', () => {
    const to = settings({ sellerCountry: 'US', registrations: [{ country: 'US', taxId: '1' }] });
    expect(decide(french, { to }).treatment).toBe('no_rate');
  });
});

describe('exempt: the status comes before everything else, and its reason is on the invoice', () => {
  it.each(['DE', 'FR', 'US'])('in %s', (country) => {
    const tax = { status: 'exempt', exemptReason: 'Certificate 4711' };
    expect(decide({ ...livesIn(country), tax })).toEqual({
      treatment: 'exempt',
      rates: [],
      note: 'Exempt from tax: Certificate 4711',
    });
  });
});

describe('no rate: nothing is taxed, and it says so', () => {
  it.each([
    ['of a customer without an address', {}, {}],
    ['where the seller is not registered', livesIn('US', 'CA'), {}],
    [
      'where no rate is set',
      livesIn('AT'),
      { to: settings({ registrations: [{ country: 'AT', taxId: 'ATU13585627' }] }) },
    ],
    ['while the operator has set nothing', livesIn('DE'), { to: noTaxSettings }],
  ])('%s', (_, customer, situation) => {
    expect(decide(customer, situation)).toEqual({ treatment: 'no_rate', ...untaxed });
  });
});

describe('whether prices include the tax is decided by the country of the customer', () => {
  it.each([
    ['DE', false],
    ['FR', true],
  ])('%s: %s', (country, expected) => {
    const to = settings({
      registrations: [german, { ...german, oneStopShop: true }],
      pricesIncludeTax: { default: true, countries: { DE: false } },
    });
    expect(decideTax(to, buyer(livesIn(country)), table, now).pricesIncludeTax).toBe(expected);
  });
});

describe('the order in which rates are calculated does not depend on the order in which they are stored', () => {
  const canada = settings({ sellerCountry: 'CA', registrations: [{ country: 'CA', taxId: '123026635RT0001' }] });
  const of = (rates: typeof table) => decide(livesIn('CA', 'QC'), { to: canada, rates }).rates;
  const federal = rate('GST', '5', { country: 'CA' });

  it.each([
    [[federal, rate('QST', '10', { country: 'CA', region: 'QC', order: 1 })], ['GST 5', 'QST 10'], 'by `order`'],
    [
      [rate('GST', '5', { country: 'CA', order: 2 }), rate('QST', '10', { country: 'CA', region: 'QC', order: 1 })],
      ['QST 10', 'GST 5'],
      'by `order`, also where the region comes first then',
    ],
    [[federal, rate('A', '10', { country: 'CA', region: 'QC' })], ['GST 5', 'A 10'], 'the country before the region'],
    [[federal, rate('Levy', '1', { country: 'CA' })], ['GST 5', 'Levy 1'], 'by name'],
  ])('%#: two rates of a place', (rates, expected, _by) => {
    expect(of(rates)).toEqual(expected);
    expect(of(rates.toReversed())).toEqual(expected);
  });

  it('so a compound tax has what it is calculated on: 100.00 + 5.00, then 10 % of 105.00 = 10.50', () => {
    const compound = rate('QST', '10', { country: 'CA', region: 'QC', order: 1, compound: true });
    const decision = decideTax(canada, buyer(livesIn('CA', 'QC')), [compound, federal], now);
    const { taxes, total } = applyTax(money(decimal('100.00'), currency('CAD')), decision);
    expect([...taxes.map(({ amount }) => amount), total].map(settledToWire)).toEqual(['5.00', '10.50', '115.50']);
  });
});

describe('a seller that is registered twice', () => {
  const twice = settings({ registrations: [german, { country: 'US', region: 'CA', taxId: '1' }] });

  it.each([
    [
      'charges a French business no tax, as before: it is registered in the Union',
      { ...livesIn('FR'), tax: { taxIds: [frenchVatId] } },
      { treatment: 'reverse_charge', rates: [] },
    ],
    ['taxes at home', livesIn('DE'), { treatment: 'taxed', rates: ['MwSt 19'] }],
    ['and in California', livesIn('US', 'CA'), { treatment: 'taxed', rates: ['Sales tax 7.25'] }],
  ])('%s', (_, customer, expected) => {
    expect(decide(customer, { to: twice })).toMatchObject(expected);
  });

  it('and a business with two ids, of which one is of its country, owes the tax itself', () => {
    const ids = [swissId, frenchVatId];
    expect(decide({ ...livesIn('FR'), tax: { taxIds: ids } }).treatment).toBe('reverse_charge');
    expect(decide({ ...livesIn('FR'), tax: { taxIds: ids.toReversed() } }).treatment).toBe('reverse_charge');
  });
});

describe('of what is not taxed, no price includes a tax', () => {
  const to = settings({ registrations: [german], pricesIncludeTax: { default: true, countries: {} } });

  it.each([
    ['exempt', { ...livesIn('DE'), tax: { status: 'exempt', exemptReason: 'Certificate 4711' } }],
    ['no_rate', livesIn('US')],
    ['no_rate', {}],
    ['reverse_charge', { ...livesIn('FR'), tax: { taxIds: [frenchVatId] } }],
  ])('%s: %#', (treatment, customer) => {
    expect(decideTax(to, buyer(customer), table, now)).toMatchObject({ treatment, pricesIncludeTax: false, rates: [] });
  });
});

const swissId = { country: 'CH', value: 'CHE-107.787.577 IVA' };
const toId = ({ country, taxId }: typeof german) => ({ country, value: taxId });
