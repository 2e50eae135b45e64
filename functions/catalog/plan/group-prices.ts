import type { Decimal } from '../../money/decimal.ts';

/** The price of one value of the property, with free units of its own. */
export type GroupPrice<Terms> = Terms & { readonly value: string; readonly included: Decimal };

/** Prices by the value of one of the properties that the meter groups by. Each value stands once, in ascending order.
 *  Events of all other values, and events without the property, are priced together by the charge's own terms. */
export type GroupPrices<Terms> = { readonly property: string; readonly prices: readonly GroupPrice<Terms>[] };
