/** Countries that no other test sets rates of. */
export interface Rate {
  readonly name: string;
  readonly country: string;
  readonly region?: string;
  readonly percent: string;
  readonly order?: number;
  /** From then on. */
  readonly from: string;
  readonly until?: string;
}

export interface Taxed {
  readonly address: object | null;
  readonly tax: object;
  readonly included: boolean;
  readonly rates: readonly Rate[];
}

const since = '1996-01-01T00:00:00Z';
const cut = '2025-09-01T00:00:00.000Z';
const city = { country: 'US', region: 'NY', from: since };

const rates = {
  belgium: [{ name: 'BTW', country: 'BE', percent: '21', from: since }],
  /** Cut in the year's middle, to see that it is. */
  korea: [
    { name: 'VAT', country: 'KR', percent: '10', from: since, until: cut },
    { name: 'VAT', country: 'KR', percent: '9.5', from: cut },
  ],
  newYork: [
    { ...city, name: 'State', percent: '4', order: 1 },
    { ...city, name: 'City', percent: '4.5', order: 2 },
    { ...city, name: 'Commuter district', percent: '0.375', order: 3 },
  ],
} as const satisfies Record<string, readonly Rate[]>;
export const allRates: readonly Rate[] = Object.values(rates).flat();

/** The settings are one record of the whole stack. `docs/taxes.md`, which is tried on the same stack, sets these as well. */
const documented = {
  registrations: [
    { country: 'NZ', taxId: '49-091-850' },
    { country: 'SG', taxId: 'M90312345A' },
  ],
  pricesIncludeTax: { SG: true },
};

/** The seller is Belgian. */
export const settings = {
  sellerCountry: 'BE',
  registrations: [
    { country: 'BE', taxId: 'BE0403019261' },
    { country: 'KR', taxId: '1168200276' },
    { country: 'US', region: 'NY', taxId: 'NY-20-1234567' },
    ...documented.registrations,
  ],
  pricesIncludeTax: { countries: { KR: true, ...documented.pricesIncludeTax } },
};

const living = (country: string, region: string | null = null) => ({
  ...{ line1: '1 Main Street', city: 'Town', postalCode: '1000', region, country },
});
const untaxed = { included: false, rates: [] };

export const taxes = {
  nowhere: { ...untaxed, address: null, tax: {} },
  belgium: { address: living('BE'), tax: {}, included: false, rates: rates.belgium },
  korea: { address: living('KR'), tax: {}, included: true, rates: rates.korea },
  newYork: { address: living('US', 'NY'), tax: {}, included: false, rates: rates.newYork },
  reverseCharge: {
    ...untaxed,
    address: living('FR'),
    tax: { taxIds: [{ country: 'FR', value: 'FR40303265045' }] },
  },
  exempt: {
    ...untaxed,
    address: living('US', 'NY'),
    tax: { status: 'exempt', exemptReason: 'Form ST-119.1' },
  },
} as const satisfies Record<string, Taxed>;
