import { z } from 'zod';
import { allowanceSchema, amountSchema } from '../../kernel/decimal-wire.ts';
import { plain } from '../../money/decimal.ts';
import type { Charge } from './charge.ts';
import { groupPricesSchema, groupPricesToWire } from './group-prices-wire.ts';
import { assertNever, type Grouped, type Label, models, type Price, type PricedCharge } from './price.ts';
import {
  linearTerms,
  linearToWire,
  packageTerms,
  packageToWire,
  percentageTerms,
  percentageToWire,
  tiersOfToWire,
  tierTerms,
} from './price-wire.ts';

const MAX_CHARGES = 100;
const MODELS: readonly unknown[] = models;

const identifier = z.string().refine((text) => /^[\w.:-]{1,64}$/.test(text), {
  error: '1 to 64 letters, digits, dots, colons, hyphens or underscores',
  params: { code: 'invalid_id' },
});

const label = { id: identifier, name: z.string().trim().min(1).max(200).optional() };

const included = allowanceSchema.prefault('0');
const bounds = {
  minimumAmount: amountSchema.prefault('0'),
  maximumAmount: amountSchema.nullable().prefault(null),
};

/** The fields of a usage charge of some model, but for its meter. */
const usage = <Terms extends z.ZodRawShape, Groups extends z.ZodType>(terms: Terms, groupPrices: Groups) => ({
  ...{ ...label, included, ...bounds },
  ...terms,
  groupPrices,
});

const flat = z.strictObject({
  ...label,
  model: z.literal('flat'),
  amount: amountSchema,
  billed: z.enum(['advance', 'arrears']).prefault('arrears'),
  prorated: z.boolean().prefault(true),
});
const linear = usage(linearTerms, groupPricesSchema(z.strictObject({ ...linearTerms, included })));
const tiers = usage(tierTerms, groupPricesSchema(z.strictObject({ ...tierTerms, included })));
const packages = usage(packageTerms, groupPricesSchema(z.strictObject({ ...packageTerms, included })));
const percentage = usage(percentageTerms, groupPricesSchema(z.strictObject({ ...percentageTerms, included })));

const chargeOf = <Meter extends z.ZodType<string | undefined, string | undefined>>(meter: Meter) =>
  z.discriminatedUnion('model', [
    flat,
    z.strictObject({ ...linear, meter, model: z.literal('linear') }),
    z.strictObject({ ...tiers, meter, model: z.literal('tiered') }),
    z.strictObject({ ...tiers, meter, model: z.literal('volume') }),
    z.strictObject({ ...packages, meter, model: z.literal('package') }),
    z.strictObject({ ...percentage, meter, model: z.literal('percentage') }),
  ]);

const planned = chargeOf(identifier);
/** A charge of a plan may be pasted into a quote, where the meter is of no use. */
const quoted = chargeOf(identifier.optional());

export type ChargeWire = z.input<typeof planned>;

/** Tells an unknown model by the code that clients know, before zod would tell it in its own words. */
const knowsModel = <Wire extends object>(input: Wire, ctx: z.RefinementCtx): Wire => {
  if (typeof input !== 'object' || input === null || !('model' in input) || MODELS.includes(input.model)) return input;
  const message = `a model is one of ${MODELS.join(', ')}`;
  ctx.issues.push({ code: 'custom', input: input.model, message, path: ['model'], params: { code: 'unknown_model' } });
  return input;
};

const boundsInOrder = (charge: Price, ctx: z.RefinementCtx): void => {
  if (charge.model === 'flat' || charge.maximumAmount === null) return;
  if (charge.maximumAmount.greaterThanOrEqualTo(charge.minimumAmount)) return;
  const message = 'the maximum is not less than the minimum';
  ctx.addIssue({ code: 'custom', message, path: ['maximumAmount'], params: { code: 'maximum_below_minimum' } });
};

/** A charge of a plan. */
export const chargeSchema = z
  .preprocess(knowsModel<ChargeWire>, planned)
  .superRefine(boundsInOrder)
  .transform((charge): Charge => ({ ...charge, name: charge.name ?? charge.id }));

/** A charge of a quote. */
export const pricedChargeSchema = z
  .preprocess(knowsModel<z.input<typeof quoted>>, quoted)
  .superRefine(boundsInOrder)
  .transform((charge): PricedCharge => ({ ...charge, name: charge.name ?? charge.id }));

const distinctAndFew = (charges: readonly Label[], ctx: z.RefinementCtx): void => {
  if (charges.length > MAX_CHARGES) {
    ctx.addIssue({ code: 'custom', message: `at most ${MAX_CHARGES} charges`, params: { code: 'too_many_charges' } });
    return;
  }
  charges.forEach(({ id }, index) => {
    if (charges.findIndex((other) => other.id === id) === index) return;
    const message = `another charge has the id ${id}`;
    ctx.addIssue({ code: 'custom', message, path: [index, 'id'], params: { code: 'duplicate_charge_id' } });
  });
};

export const chargesSchema = z.array(chargeSchema).superRefine(distinctAndFew);
export const pricedChargesSchema = z.array(pricedChargeSchema).superRefine(distinctAndFew);

/** Prints a charge so that `chargeSchema` reads it back as the same. */
export const chargeToWire = (charge: Charge): ChargeWire => {
  switch (charge.model) {
    case 'flat': {
      const { id, name, model, amount, billed, prorated } = charge;
      return { id, name, model, amount: plain(amount), billed, prorated };
    }
    case 'linear':
      return { ...usageToWire(charge, linearToWire), model: charge.model };
    case 'tiered':
    case 'volume':
      return { ...usageToWire(charge, tiersOfToWire), model: charge.model };
    case 'package':
      return { ...usageToWire(charge, packageToWire), model: charge.model };
    case 'percentage':
      return { ...usageToWire(charge, percentageToWire), model: charge.model };
    default:
      return assertNever(charge);
  }
};

const usageToWire = <Terms, Wire extends object>(
  charge: Label & Grouped<Terms> & { readonly meter: string },
  termsToWire: (terms: Terms) => Wire,
) => {
  const { id, name, meter, included, minimumAmount, maximumAmount, groupPrices } = charge;
  return {
    ...{ id, name, meter, included: plain(included), minimumAmount: plain(minimumAmount) },
    maximumAmount: maximumAmount === null ? null : plain(maximumAmount),
    ...termsToWire(charge),
    groupPrices: groupPricesToWire(groupPrices, termsToWire),
  };
};
