import { latestPlanVersion, requirePlanVersion } from '../catalog/plan/plan-store.ts';
import { InvalidInput } from '../kernel/meterline-error.ts';
import type { Currency } from '../money/currency.ts';
import { httpApi } from '../platform/http/http-api.ts';
import { MisplacedUsage, type QuotedPrice, quote, type Usage } from './quote.ts';
import type { QuotedPrices } from './quote-request-wire.ts';
import { quoteToWire } from './quote-wire.ts';
import { routes } from './routes.ts';

export const handler = httpApi(routes, {
  quote: async ({ body: { currency, usage, prices } }) => ({
    json: quoteToWire(quoteAt(await priceOf(prices, currency), usage, currency)),
  }),
});

/** @throws NotFound `plan_not_found`, `plan_version_not_found`
 *  @throws InvalidInput `currency_not_priced` */
const priceOf = async (prices: QuotedPrices, currency: Currency): Promise<QuotedPrice> => {
  if (prices.from === 'request') return prices;
  const { planId, version } = prices;
  const plan = version === 'latest' ? await latestPlanVersion(planId) : await requirePlanVersion(planId, version);
  const price = plan.prices.get(currency);
  if (price !== undefined) return price;
  const detail = `The plan "${planId}" has no price in ${currency}.`;
  throw new InvalidInput({ code: 'currency_not_priced', pointer: '/currency', detail });
};

/** @throws InvalidInput `unknown_charge`, `charge_not_metered`, `group_property_missing` */
const quoteAt = (price: QuotedPrice, usage: Usage, currency: Currency) => {
  try {
    return quote(price, usage, currency);
  } catch (error) {
    if (!(error instanceof MisplacedUsage)) throw error;
    throw new InvalidInput({ code: error.code, pointer: error.pointer, detail: error.message });
  }
};
