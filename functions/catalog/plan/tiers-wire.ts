import { z } from 'zod';
import { amountSchema, quantitySchema } from '../../kernel/decimal-wire.ts';
import { plain, ZERO } from '../../money/decimal.ts';
import type { Rate, Tiers } from './tiers.ts';

const MAX_TIERS = 100;

const tierSchema = z.strictObject({
  upTo: quantitySchema.nullable(),
  unitAmount: amountSchema,
  flatAmount: amountSchema.prefault('0'),
});

type WireTier = z.output<typeof tierSchema>;
type Fault = { readonly code: string; readonly message: string; readonly path: readonly (string | number)[] };

export const tiersSchema = z.array(tierSchema).transform((list, ctx): Tiers => {
  const last = list.at(-1);
  const faults = [...sizeFaults(list), ...list.flatMap((tier, index) => boundFaults(list, tier, index))];
  for (const { code, message, path } of faults) {
    ctx.issues.push({ code: 'custom', input: list, message, path: [...path], params: { code } });
  }
  if (faults.length > 0 || last === undefined) return z.NEVER;
  const { upTo: _, ...beyond } = last;
  return { tiers: list.flatMap((tier) => (tier.upTo === null ? [] : [{ ...tier, upTo: tier.upTo }])), beyond };
});

export const tiersToWire = ({ tiers, beyond }: Tiers): z.input<typeof tiersSchema> => [
  ...tiers.map((tier) => ({ upTo: plain(tier.upTo), ...rateToWire(tier) })),
  { upTo: null, ...rateToWire(beyond) },
];

const rateToWire = ({ unitAmount, flatAmount }: Rate) => ({
  unitAmount: plain(unitAmount),
  flatAmount: plain(flatAmount),
});

const sizeFaults = (list: readonly WireTier[]): Fault[] => {
  if (list.length === 0) return [{ code: 'tiers_empty', message: 'at least one tier is needed', path: [] }];
  if (list.length > MAX_TIERS) return [{ code: 'too_many_tiers', message: `at most ${MAX_TIERS} tiers`, path: [] }];
  return [];
};

const boundFaults = (list: readonly WireTier[], { upTo }: WireTier, index: number): Fault[] => {
  const path = [index, 'upTo'];
  const isLast = index === list.length - 1;
  if (isLast && upTo !== null) {
    return [{ code: 'tiers_last_not_open', message: 'the last tier is open: its upTo is null', path }];
  }
  if (isLast || upTo === null) {
    return isLast ? [] : [{ code: 'tiers_open_before_last', message: 'only the last tier is open', path }];
  }
  const below = list[index - 1]?.upTo ?? ZERO;
  if (upTo.greaterThan(below)) return [];
  return index === 0
    ? [{ code: 'tier_bound_not_positive', message: 'the first tier ends above zero', path }]
    : [{ code: 'tiers_unordered', message: 'each tier ends above the one before', path }];
};
