import type { Decimal } from '../../money/decimal.ts';

/** `unitAmount` a unit; `flatAmount` once, when usage enters the tier. */
export type Rate = { readonly unitAmount: Decimal; readonly flatAmount: Decimal };
export type Tier = Rate & { readonly upTo: Decimal };

/** `upTo` inclusive, ascending; `beyond` prices what lies above the last. */
export type Tiers = { readonly tiers: readonly Tier[]; readonly beyond: Rate };
