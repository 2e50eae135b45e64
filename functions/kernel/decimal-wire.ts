import { z } from 'zod';
import { type Decimal, decimal, NotADecimalString, TooManyDigits } from '../money/decimal.ts';

const ADVICE = 'send a decimal string such as "0.10"; a JSON number is not exact';

const read = (text: string, ctx: z.RefinementCtx<string>): Decimal => {
  try {
    return decimal(text);
  } catch (error) {
    if (!(error instanceof NotADecimalString || error instanceof TooManyDigits)) throw error;
    ctx.issues.push({ code: 'custom', input: text, message: error.message, params: { code: error.code } });
    return z.NEVER;
  }
};

/** Any decimal of at most 38 digits, as a string. zod itself reports a value that is missing. */
export const quantitySchema = z.preprocess(
  (input: string, ctx) => {
    if (typeof input === 'string' || input === undefined) return input;
    ctx.issues.push({ code: 'custom', input, message: ADVICE, params: { code: 'not_a_decimal_string' } });
    return z.NEVER;
  },
  z
    .string()
    .transform(read)
    .meta({ description: 'decimal string, at most 38 digits', examples: ['0.10'] }),
);

/** An amount that is charged: zero or more, in the major unit of the price's currency. */
export const amountSchema = quantitySchema.refine((amount) => !amount.isNegative(), {
  error: 'an amount is zero or more',
  params: { code: 'negative_amount' },
});

/** A percentage, zero or more: "2.9" means 2.9 %. */
export const percentSchema = quantitySchema.refine((percent) => !percent.isNegative(), {
  error: 'a percentage is zero or more',
  params: { code: 'negative_percent' },
});

/** A number of units that are free: zero or more. */
export const allowanceSchema = quantitySchema.refine((units) => !units.isNegative(), {
  error: 'a number of units is zero or more',
  params: { code: 'negative_quantity' },
});

/** An exact decimal as the API answers it. */
export const decimalText = z.string().meta({ description: 'decimal string', examples: ['268.00'] });
