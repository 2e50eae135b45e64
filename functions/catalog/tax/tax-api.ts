import { taxRateId } from '../../kernel/ids.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Implementations } from '../../platform/http/http-api.ts';
import { newId } from '../../platform/new-id.ts';
import { mapPage } from '../../platform/table/cursor.ts';
import { taxRateIdPrefix } from './tax-rate.ts';
import { createTaxRate, endTaxRate, requireTaxRate, taxRatePage } from './tax-rate-store.ts';
import { taxRateOf, taxRateToWire } from './tax-rate-wire.ts';
import type { taxRoutes } from './tax-routes.ts';
import { loadTaxSettings, saveTaxSettings } from './tax-settings-store.ts';
import { taxSettingsToWire } from './tax-settings-wire.ts';

/** What the catalog's handler answers about taxes. */
export const taxApi: Implementations<typeof taxRoutes> = {
  createTaxRate: async ({ body }) => {
    const rate = taxRateOf(taxRateId(newId(taxRateIdPrefix(body.country))), body, wallClock());
    await createTaxRate(rate);
    return { json: taxRateToWire(rate) };
  },
  listTaxRates: async ({ query: { country, ...page } }) => ({
    json: mapPage(await taxRatePage(country, page), taxRateToWire),
  }),
  getTaxRate: async ({ parameters }) => ({
    json: taxRateToWire(await requireTaxRate(taxRateId(parameters.taxRateId ?? ''))),
  }),
  endTaxRate: async ({ body, parameters }) => ({
    json: taxRateToWire(await endTaxRate(taxRateId(parameters.taxRateId ?? ''), body.until)),
  }),

  setTaxSettings: async ({ body }) => {
    await saveTaxSettings(body);
    return { json: taxSettingsToWire(body) };
  },
  getTaxSettings: async () => ({ json: taxSettingsToWire(await loadTaxSettings()) }),
};
