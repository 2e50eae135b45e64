import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { creating, list, reading } from '../../platform/http/route-kinds.ts';
import { countrySchema } from './country-wire.ts';
import { newTaxSettingsSchema } from './new-tax-settings-wire.ts';
import { newTaxRateSchema, taxRateEndSchema, taxRateWire } from './tax-rate-wire.ts';
import { taxSettingsWire } from './tax-settings-wire.ts';

export const taxRoutes = defineRoutes({
  createTaxRate: {
    ...creating,
    path: '/tax-rates',
    summary: 'Set a tax rate of a country or a region, from a time on',
    body: newTaxRateSchema,
    response: taxRateWire,
  },
  listTaxRates: {
    ...reading,
    path: '/tax-rates',
    summary: 'Tax rates by country, those that have ended too',
    query: pageQuery.extend({ country: countrySchema.optional() }),
    response: list(taxRateWire),
  },
  getTaxRate: {
    ...reading,
    path: '/tax-rates/{taxRateId}',
    summary: 'A tax rate',
    response: taxRateWire,
  },
  endTaxRate: {
    method: 'PUT',
    path: '/tax-rates/{taxRateId}/end',
    access: 'admin',
    summary: 'Let a tax rate end; it stays for what was taxed by it, and is never edited otherwise',
    body: taxRateEndSchema,
    response: taxRateWire,
    status: 200,
  },
  setTaxSettings: {
    method: 'PUT',
    path: '/tax-settings',
    access: 'admin',
    summary: 'Say where the seller is, for which tax offices it collects, and whether its prices include the tax',
    body: newTaxSettingsSchema,
    response: taxSettingsWire,
    status: 200,
  },
  getTaxSettings: {
    ...reading,
    path: '/tax-settings',
    summary: 'Where the seller is registered for taxes; until it is set, nobody is taxed',
    response: taxSettingsWire,
  },
});
