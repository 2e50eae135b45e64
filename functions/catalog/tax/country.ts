import { iso31661, iso31662 } from 'iso-3166';

const countries: ReadonlySet<string> = new Set(iso31661.map(({ alpha2 }) => alpha2));

/** Whether it is an assigned ISO 3166-1 alpha-2 code. */
export const isCountry = (code: string): boolean => countries.has(code);

/** Member states whose VAT is one: article 5 of Directive 2006/112/EC. Its VAT ids begin with the country's code, Greece's with EL. */
const union = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');
const memberStates: ReadonlySet<string> = new Set(union);

export const isInEuropeanUnion = (country: string): boolean => memberStates.has(country);

/** Without case and accents: "Québec" is "quebec". */
const folded = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').trim().toLowerCase();

/** The ISO 3166-2 code below the country of a region, however an address has it: "QC", "CA-QC", "Québec".
 *  Undefined for what is none. */
export const regionCode = (country: string, region: string): string | undefined => {
  const wanted = folded(region);
  const found = iso31662.find(
    ({ code, name }) => code.startsWith(`${country}-`) && [code, code.slice(3), name].map(folded).includes(wanted),
  );
  return found?.code.slice(3);
};
