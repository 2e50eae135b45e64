import type { Decimal } from '../../money/decimal.ts';

/** What one value of the property costs, with free units of its own. */
export type GroupPrice<Terms> = Terms & { readonly value: string; readonly included: Decimal };

/** Prices by the value of one of the meter's group-by properties; each value once, ascending. All others, and events
 *  without the property, are priced together by the charge's own terms. */
export type GroupPrices<Terms> = { readonly property: string; readonly prices: readonly GroupPrice<Terms>[] };
