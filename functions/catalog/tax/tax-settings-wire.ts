import { z } from 'zod';
import { parseInstant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import type { TaxSettings } from './tax-settings.ts';

/** The settings as they are stored and answered. */
export const taxSettingsWire = z.object({
  sellerCountry: z.string().nullable(),
  registrations: z.array(
    z.object({
      country: z.string(),
      region: z.string().nullable(),
      taxId: z.string(),
      oneStopShop: z.boolean(),
      from: instantWire,
      until: instantWire.nullable(),
    }),
  ),
  pricesIncludeTax: z.object({ default: z.boolean(), countries: z.record(z.string(), z.boolean()) }),
});
export type TaxSettingsWire = z.output<typeof taxSettingsWire>;

export const taxSettingsToWire = (settings: TaxSettings): TaxSettingsWire => ({
  ...settings,
  registrations: [...settings.registrations],
  pricesIncludeTax: { ...settings.pricesIncludeTax, countries: { ...settings.pricesIncludeTax.countries } },
});

export const taxSettingsFromWire = ({ registrations, ...wire }: TaxSettingsWire): TaxSettings => ({
  ...wire,
  registrations: registrations.map(({ from, until, ...registration }) => ({
    ...registration,
    from: parseInstant(from),
    until: until === null ? null : parseInstant(until),
  })),
});
