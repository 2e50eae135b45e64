import { z } from 'zod';
import { announced, details } from '../collect/contract.ts';
import { instantSchema } from '../kernel/instant-wire.ts';
import { currency as currencyOf } from '../money/currency.ts';
import { moneyFromWire } from '../money/money.ts';

/** An announcement about which the customer gets a mail. Its instants are of the customer's time, which a test clock may have set. */
export const newsSchema = z
  .discriminatedUnion('type', [
    details.dunningStage.extend({
      type: z.literal(announced.dunningStage),
      nextAttemptAt: instantSchema.nullable(),
      paymentMethodBy: instantSchema.nullable(),
    }),
    details.paymentSucceeded.extend({ type: z.literal(announced.paymentSucceeded) }),
    details.invoiceUncollectible.extend({ type: z.literal(announced.invoiceUncollectible) }),
  ])
  .transform(({ currency, amountDue, ...news }) => ({
    ...news,
    amountDue: moneyFromWire(amountDue, currencyOf(currency)),
  }));

export type News = z.output<typeof newsSchema>;
export type DunningNews = Extract<News, { type: 'dunning.stage' }>;
