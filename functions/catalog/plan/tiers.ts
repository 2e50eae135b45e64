import type { Decimal } from '../../money/decimal.ts';

/** `unitAmount` is for each unit in the tier. `flatAmount` is for the tier as a whole, once usage enters it. */
export type Rate = { readonly unitAmount: Decimal; readonly flatAmount: Decimal };
export type Tier = Rate & { readonly upTo: Decimal };

/** The bounds `upTo` are ascending, and belong to the tier that they end. `beyond` prices what lies above the last. */
export type Tiers = { readonly tiers: readonly Tier[]; readonly beyond: Rate };
