import { z } from 'zod';
import { amountSchema } from '../../kernel/decimal-wire.ts';
import { type Currency, isCurrency } from '../../money/currency.ts';
import { plain } from '../../money/decimal.ts';
import { chargesSchema, chargeToWire } from './charge-wire.ts';
import type { Prices } from './plan-prices.ts';

const priceSchema = z.strictObject({
  charges: chargesSchema.refine((charges) => charges.length > 0, {
    error: 'a price has at least one charge; a plan for free has a flat one of "0"',
    params: { code: 'price_without_charges' },
  }),
  minimumAmount: amountSchema.prefault('0'),
});

/** How many characters of JSON the prices of a version take at most. An item of DynamoDB holds 400 KB. */
const maxSize = 100_000;

/** Reads a price list for each currency. */
export const pricesSchema = z.record(z.string(), priceSchema).transform((prices, ctx): Prices => {
  const entries = Object.entries(prices);
  const known = entries.flatMap(([code, price]): [Currency, (typeof entries)[number][1]][] =>
    isCurrency(code) ? [[code, price]] : [],
  );
  const fault = (code: string, message: string, path: readonly string[] = []) =>
    ctx.issues.push({ code: 'custom', input: prices, message, path: [...path], params: { code } });
  if (entries.length === 0) fault('plan_without_price', 'a plan has a price in at least one currency');
  for (const [code] of entries.filter(([code]) => !isCurrency(code))) {
    fault('unknown_currency', 'an active ISO 4217 currency code is expected, such as "USD"', [code]);
  }
  const list: Prices = new Map(known);
  if (JSON.stringify(pricesToWire(list)).length > maxSize) {
    fault('plan_too_large', `the prices of a version take at most ${maxSize} characters`);
  }
  return list;
});

/** Prices as they are stored and answered. `pricesSchema` reads them back as the same. */
export const pricesWire = z.record(
  z.string().meta({ description: 'ISO 4217 code' }),
  z.object({
    charges: z.array(z.looseObject({ id: z.string(), name: z.string().optional(), model: z.string() })),
    minimumAmount: z.string(),
  }),
);

export const pricesToWire = (prices: Prices): z.output<typeof pricesWire> =>
  Object.fromEntries(
    [...prices].map(([code, { charges, minimumAmount }]) => [
      code,
      { charges: charges.map(chargeToWire), minimumAmount: plain(minimumAmount) },
    ]),
  );
