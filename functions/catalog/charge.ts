import { z } from 'zod';
import { plain } from '../money/decimal.ts';
import { allowanceSchema, amountSchema } from './decimal-string.ts';
import { assertNever, type Flat, type Label, type Price, type PricedCharge, type UsagePrice } from './price.ts';
import { tiersSchema, tiersToWire } from './tiers.ts';

export type UsageCharge = Label & UsagePrice & { readonly meter: string };
export type Charge = (Label & Flat) | UsageCharge;

const MAX_CHARGES = 100;
const MODELS: readonly unknown[] = ['flat', 'linear', 'tiered', 'volume', 'package'] satisfies Price['model'][];

const identifier = z.string().refine((text) => /^[\w.:-]{1,64}$/.test(text), {
  error: '1 to 64 letters, digits, dots, colons, hyphens or underscores',
  params: { code: 'invalid_id' },
});

const label = { id: identifier, name: z.string().trim().min(1).max(200).optional() };

const usageTerms = {
  included: allowanceSchema.prefault('0'),
  minimumAmount: amountSchema.prefault('0'),
  maximumAmount: amountSchema.nullable().prefault(null),
};

const packageSize = allowanceSchema.refine((size) => !size.isZero(), {
  error: 'a package holds more than zero units',
  params: { code: 'package_size_not_positive' },
});

const flat = z.strictObject({
  ...label,
  model: z.literal('flat'),
  amount: amountSchema,
  billed: z.enum(['advance', 'arrears']).prefault('arrears'),
  prorated: z.boolean().prefault(true),
});
const linear = z.strictObject({ ...label, ...usageTerms, model: z.literal('linear'), unitAmount: amountSchema });
const tiered = z.strictObject({ ...label, ...usageTerms, model: z.literal('tiered'), tiers: tiersSchema });
const volume = z.strictObject({ ...label, ...usageTerms, model: z.literal('volume'), tiers: tiersSchema });
const packages = z.strictObject({
  ...label,
  ...usageTerms,
  model: z.literal('package'),
  packageSize,
  packageAmount: amountSchema,
});

const metered = { meter: identifier };
const planned = z.discriminatedUnion('model', [
  flat,
  linear.extend(metered),
  tiered.extend(metered),
  volume.extend(metered),
  packages.extend(metered),
]);

/** A plan's charge may be pasted into a quote, which has no use for its meter. */
const meterIgnored = { meter: identifier.optional() };
const quoted = z.discriminatedUnion('model', [
  flat,
  linear.extend(meterIgnored),
  tiered.extend(meterIgnored),
  volume.extend(meterIgnored),
  packages.extend(meterIgnored),
]);

export type ChargeWire = z.input<typeof planned>;

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

export const chargesSchema = z.array(chargeSchema).superRefine(distinctAndFew);
export const pricedChargesSchema = z.array(pricedChargeSchema).superRefine(distinctAndFew);

/** What `chargeSchema` reads back as the same charge. */
export function chargeToWire(charge: Charge): ChargeWire {
  const { id, name } = charge;
  switch (charge.model) {
    case 'flat': {
      const { model, amount, billed, prorated } = charge;
      return { id, name, model, amount: plain(amount), billed, prorated };
    }
    case 'linear':
      return { ...usageToWire(charge), model: charge.model, unitAmount: plain(charge.unitAmount) };
    case 'tiered':
      return { ...usageToWire(charge), model: charge.model, tiers: tiersToWire(charge.tiers) };
    case 'volume':
      return { ...usageToWire(charge), model: charge.model, tiers: tiersToWire(charge.tiers) };
    case 'package': {
      const { model, packageSize, packageAmount } = charge;
      return { ...usageToWire(charge), model, packageSize: plain(packageSize), packageAmount: plain(packageAmount) };
    }
    default:
      return assertNever(charge);
  }
}

function usageToWire({ id, name, meter, included, minimumAmount, maximumAmount }: UsageCharge) {
  return {
    ...{ id, name, meter, included: plain(included), minimumAmount: plain(minimumAmount) },
    maximumAmount: maximumAmount === null ? null : plain(maximumAmount),
  };
}

/** Zod reports an unknown discriminator in words of its own; ours has the code that clients know. */
function knowsModel<Wire extends object>(input: Wire, ctx: z.RefinementCtx): Wire {
  if (typeof input !== 'object' || input === null || !('model' in input) || MODELS.includes(input.model)) return input;
  const message = `a model is one of ${MODELS.join(', ')}`;
  ctx.issues.push({ code: 'custom', input: input.model, message, path: ['model'], params: { code: 'unknown_model' } });
  return input;
}

function boundsInOrder(charge: Price, ctx: z.RefinementCtx): void {
  if (charge.model === 'flat' || charge.maximumAmount === null) return;
  if (charge.maximumAmount.greaterThanOrEqualTo(charge.minimumAmount)) return;
  const message = 'the maximum is not less than the minimum';
  ctx.addIssue({ code: 'custom', message, path: ['maximumAmount'], params: { code: 'maximum_below_minimum' } });
}

function distinctAndFew(charges: readonly Label[], ctx: z.RefinementCtx): void {
  if (charges.length > MAX_CHARGES) {
    ctx.addIssue({ code: 'custom', message: `at most ${MAX_CHARGES} charges`, params: { code: 'too_many_charges' } });
    return;
  }
  charges.forEach(({ id }, index) => {
    if (charges.findIndex((other) => other.id === id) === index) return;
    const message = `another charge has the id ${id}`;
    ctx.addIssue({ code: 'custom', message, path: [index, 'id'], params: { code: 'duplicate_charge_id' } });
  });
}
