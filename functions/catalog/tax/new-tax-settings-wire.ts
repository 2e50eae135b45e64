import { z } from 'zod';
import { parseInstant } from '../../kernel/instant.ts';
import { instantSchema } from '../../kernel/instant-wire.ts';
import { isInEuropeanUnion, regionCode } from './country.ts';
import { countrySchema } from './country-wire.ts';
import { type CheckedTaxId, checkTaxId, whyRefused } from './tax-id.ts';
import type { TaxRegistration, TaxSettings } from './tax-settings.ts';

const always = parseInstant('1970-01-01T00:00:00Z');

const registrationSchema = z
  .strictObject({
    country: countrySchema,
    region: z.string().trim().min(1).max(100).nullable().default(null),
    taxId: z.string().trim().min(1).max(40),
    oneStopShop: z.boolean().default(false),
    from: instantSchema.default(always),
    until: instantSchema.nullable().default(null),
  })
  .transform((registration, ctx): TaxRegistration => {
    const { country, until, from, oneStopShop } = registration;
    const fault = (code: string, message: string, field: keyof TaxRegistration) =>
      ctx.issues.push({ code: 'custom', input: registration, message, path: [field], params: { code } });
    if (until !== null && until <= from) fault('range_empty', 'it ends before it begins', 'until');
    if (oneStopShop && !isInEuropeanUnion(country)) {
      fault('one_stop_shop_outside_eu', 'the one-stop shop is one of the European Union', 'oneStopShop');
    }
    const region = registration.region === null ? null : regionCode(country, registration.region);
    if (region === undefined) {
      fault('unknown_region', `${country} has no region "${registration.region}" in ISO 3166-2`, 'region');
    }
    // The number that a region's office or the one-stop shop gives (EU…, IM…) has another form than those of the
    // country, so it is not checked.
    const national = region === null && !oneStopShop;
    const id = { country, value: registration.taxId };
    const checked: CheckedTaxId = national ? checkTaxId(id) : { kind: 'good', value: id.value };
    if (checked.kind !== 'good') fault('invalid_tax_id', whyRefused(id, checked.kind), 'taxId');
    const taxId = checked.kind === 'good' ? checked.value : id.value;
    return { ...registration, region: region ?? null, taxId };
  });

/** The body of `PUT /v1/tax-settings`. It replaces all of them. */
export const newTaxSettingsSchema = z.strictObject({
  sellerCountry: countrySchema,
  registrations: z.array(registrationSchema).max(200).default([]),
  pricesIncludeTax: z
    .strictObject({
      default: z.boolean().default(false),
      countries: z.record(countrySchema, z.boolean()).default({}),
    })
    .prefault({}),
}) satisfies z.ZodType<TaxSettings>;
