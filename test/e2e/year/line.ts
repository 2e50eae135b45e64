import type { Persona } from './cast.ts';
import type { Sent } from './events.ts';
import { Exact } from './exact.ts';
import { currencies, type Fee, type UsageCharge } from './plans.ts';
import type { Period, Span } from './schedule.ts';

export type Taken = ReadonlyMap<string, Exact>;

export interface Line {
  readonly kind: 'charge' | 'credit' | 'adjustment' | 'minimum' | 'manual';
  readonly charge: string;
  readonly start: number;
  /** When its tax falls due. */
  readonly due: number;
  readonly quantity: Exact;
  readonly amount: Exact;
  /** What coupons take off it, by their name. */
  readonly taken: Taken;
  /** Of usage: how it is priced again with other events. */
  readonly usage: Usage | null;
  /** Of a fee in advance: for how long. */
  readonly ahead: { readonly fee: Fee; readonly milliseconds: number } | null;
}

export interface Usage extends Span {
  /** Null in a trial. */
  readonly charge: UsageCharge | null;
  readonly meter: UsageCharge['meter'];
  /** Of the whole period, without a pause and with it. */
  readonly share: Exact;
  readonly length: Exact;
}

/** An invoice as far as later ones look back at it. */
export interface Past {
  readonly period: Period;
  readonly lines: readonly Line[];
  /** What the period came to before its true-up. */
  readonly counted: Exact;
  readonly minimum: Exact;
}

/** Of one, and with nothing else about it. */
export const plainLine = { quantity: Exact.of(1), taken: new Map<string, Exact>(), usage: null, ahead: null };

/** What a customer's invoices are reckoned from. */
export interface Books {
  readonly persona: Persona;
  readonly events: readonly Sent[];
  /** Oldest first. */
  readonly past: readonly Past[];
}

/** The coupon's part of a line whose amount becomes another. */
export type Retaken = (line: Line, before: Exact, after: Exact) => Taken;

/** Rounded to the currency's minor unit. */
export const settled = ({ currency }: Persona, amount: Exact): Exact => amount.rounded(currencies[currency].digits);
