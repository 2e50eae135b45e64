import { DomainError } from './domain-error.ts';

declare const brand: unique symbol;

/** An active ISO 4217 code of a currency that has a minor unit. */
export type Currency = string & { readonly [brand]: 'Currency' };

/** ISO 4217 list one as published on 2026-01-01 (SIX Group, six-group.com, list-one.xml), by the digits of the minor
 *  unit. Codes that have none are left out (metals, SDR, XTS, XXX): nothing can be invoiced in them. */
const CODES_BY_MINOR_UNITS: readonly (readonly [digits: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [2, 'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF'],
  [2, 'CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL'],
  [2, 'HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU'],
  [2, 'MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR'],
  [2, 'SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED'],
  [2, 'VES WST XAD XCD XCG YER ZAR ZMW ZWG'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

const MINOR_UNITS: ReadonlyMap<string, number> = new Map(
  CODES_BY_MINOR_UNITS.flatMap(([digits, codes]) => codes.split(' ').map((code): [string, number] => [code, digits])),
);

export class UnknownCurrency extends DomainError {
  readonly code = 'unknown_currency';
}

export const isCurrency = (code: string): code is Currency => MINOR_UNITS.has(code);

/** @throws UnknownCurrency */
export const currency = (code: string): Currency => {
  if (!isCurrency(code)) throw new UnknownCurrency('an active ISO 4217 currency code is expected, such as "USD"');
  return code;
};

/** How many digits the currency's minor unit has after the point: 2 for USD, 0 for JPY.
 *  @throws UnknownCurrency */
export const minorUnits = (code: Currency): number => {
  const digits = MINOR_UNITS.get(code);
  if (digits === undefined) throw new UnknownCurrency(`${code} has no minor unit`);
  return digits;
};

export const currencies = (): readonly Currency[] => [...MINOR_UNITS.keys()].filter(isCurrency);
