import { iso31661, iso31662 } from 'iso-3166';

const countries: ReadonlySet<string> = new Set(iso31661.map(({ alpha2 }) => alpha2));

/** Whether it is an assigned ISO 3166-1 alpha-2 code. */
export const isCountry = (code: string): boolean => countries.has(code);

/** The member states of the European Union, whose VAT is one (article 5 of Directive 2006/112/EC). Their VAT ids begin
 *  with the code of the country, those of Greece with EL. */
const union = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');
const memberStates: ReadonlySet<string> = new Set(union);

export const isInEuropeanUnion = (country: string): boolean => memberStates.has(country);

/** The text without case and accents: "Québec" is "quebec". */
const folded = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').trim().toLowerCase();

/** The ISO 3166-2 code of a region, without the country, however an address has it: "QC", "CA-QC" and "Québec" are all
 *  QC. Undefined where the country has no such region. */
export const regionCode = (country: string, region: string): string | undefined => {
  const wanted = folded(region);
  const found = iso31662.find(
    ({ code, name }) => code.startsWith(`${country}-`) && [code, code.slice(3), name].map(folded).includes(wanted),
  );
  return found?.code.slice(3);
};
