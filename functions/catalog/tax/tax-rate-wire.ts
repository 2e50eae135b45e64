import { z } from 'zod';
import { quantitySchema } from '../../kernel/decimal-wire.ts';
import { type TaxRateId, taxRateId } from '../../kernel/ids.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import { instantSchema, instantWire } from '../../kernel/instant-wire.ts';
import { decimal, plain } from '../../money/decimal.ts';
import { regionCode } from './country.ts';
import { countrySchema } from './country-wire.ts';
import type { TaxRate } from './tax-rate.ts';

const hundred = decimal('100');
/** How many digits a rate has after the point at most, so that a few rates on top of each other stay exact. */
const maxDecimals = 6;

export const region = z.string().trim().min(1).max(100);

const percentSchema = quantitySchema
  .refine((percent) => !percent.isNegative() && percent.lessThanOrEqualTo(hundred), {
    error: 'a tax rate is 0 to 100 %',
    params: { code: 'tax_rate_out_of_range' },
  })
  .refine((percent) => percent.decimalPlaces() <= maxDecimals, {
    error: `a tax rate has at most ${maxDecimals} digits after the point`,
    params: { code: 'too_many_digits' },
  })
  .meta({ description: 'percent as a decimal string, 0 to 100', examples: ['19', '9.975'] });

/** The body of `POST /v1/tax-rates`. */
export const newTaxRateSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(60),
    country: countrySchema,
    region: region.nullable().default(null),
    exceptRegions: z.array(region).max(100).default([]),
    percent: percentSchema,
    from: instantSchema,
    until: instantSchema.nullable().default(null),
    compound: z.boolean().default(false),
    order: z.int().min(0).max(1000).default(0),
  })
  .transform((rate, ctx) => {
    const fault = (code: string, message: string, ...path: (string | number)[]) =>
      ctx.issues.push({ code: 'custom', input: rate, message, path, params: { code } });
    const codeOf = (text: string, ...path: (string | number)[]): string => {
      const code = regionCode(rate.country, text);
      if (code === undefined) fault('unknown_region', `${rate.country} has no region "${text}" in ISO 3166-2`, ...path);
      return code ?? text;
    };
    if (rate.until !== null && rate.until <= rate.from) fault('range_empty', 'it ends before it begins', 'until');
    if (rate.region !== null && rate.exceptRegions.length > 0) {
      fault('region_in_region', 'only the tax of a whole country has exceptions', 'exceptRegions');
    }
    return {
      ...rate,
      region: rate.region === null ? null : codeOf(rate.region, 'region'),
      exceptRegions: rate.exceptRegions.map((text, index) => codeOf(text, 'exceptRegions', index)),
    };
  });
export type NewTaxRate = z.output<typeof newTaxRateSchema>;

/** The body of `PUT /v1/tax-rates/{taxRateId}/end`. */
export const taxRateEndSchema = z.strictObject({
  until: instantSchema.meta({
    description: 'From then on it does not apply; its own `from` where it never should have',
  }),
});

/** A tax rate as it is stored and answered. */
export const taxRateWire = z.object({
  id: z.string(),
  name: z.string(),
  country: z.string(),
  region: z.string().nullable(),
  exceptRegions: z.array(z.string()),
  percent: z.string().meta({ description: 'decimal string', examples: ['9.975'] }),
  from: instantWire,
  until: instantWire.nullable().default(null),
  compound: z.boolean(),
  order: z.int(),
  createdAt: instantWire,
});
export type TaxRateWire = z.output<typeof taxRateWire>;

export const taxRateOf = (id: TaxRateId, rate: NewTaxRate, createdAt: Instant): TaxRate => ({ ...rate, id, createdAt });

export const taxRateToWire = (rate: TaxRate): TaxRateWire => ({
  ...rate,
  exceptRegions: [...rate.exceptRegions],
  percent: plain(rate.percent),
});

export const taxRateFromWire = (wire: TaxRateWire): TaxRate => ({
  ...wire,
  id: taxRateId(wire.id),
  percent: decimal(wire.percent),
  from: parseInstant(wire.from),
  until: wire.until === null ? null : parseInstant(wire.until),
  createdAt: parseInstant(wire.createdAt),
});
