import { api, ok } from '../stack.ts';
import { currencies, meters, type PlanId, planIds, priceOf, versionsOf } from './plans.ts';
import { allRates, settings } from './taxes.ts';

/** Taxes, meters and plans, one after the other where each is decided by those before. */
export const openShop = async (idOf: (name: string) => string): Promise<void> => {
  ok(await api.put('/tax-settings', settings));
  for (const rate of allRates) ok(await api.post('/tax-rates', rate));
  for (const [key, meter] of Object.entries(meters)) {
    ok(await api.post('/meters', { ...meter, key: idOf(key), eventType: idOf(key) }));
  }
  await Promise.all(planIds.map((plan) => sell(idOf, plan)));
};

type CurrencyName = keyof typeof currencies;
const isCurrency = (name: string): name is CurrencyName => name in currencies;

/** Each version after the one before, with prices in all currencies. */
const sell = async (idOf: (name: string) => string, plan: PlanId): Promise<void> => {
  for (const version of versionsOf(plan)) {
    const prices = Object.fromEntries(
      Object.keys(currencies)
        .filter(isCurrency)
        .map((currency) => {
          const { charges, minimumAmount } = priceOf(plan, version, currency);
          const sold = charges.map((charge) =>
            charge.model === 'flat' ? charge : { ...charge, meter: idOf(charge.meter) },
          );
          return [currency, { charges: sold, minimumAmount }];
        }),
    );
    const path = version === 1 ? '/plans' : `/plans/${idOf(plan)}/versions`;
    ok(await api.post(path, version === 1 ? { id: idOf(plan), interval: 'month', prices } : { prices }));
  }
};
