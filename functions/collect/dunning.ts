import { type Instant, plusDays } from '../kernel/instant.ts';

/** Days after the first failure on which a charge is tried again: whole, ascending, 1 or later, at least one. */
export type DunningDays = readonly number[];

/** Where a collection stands after a failure. */
export interface Dunning {
  readonly firstFailedAt: Instant;
  /** 1, 2, …: which of the days is ahead; the last one stays when it is over. */
  readonly stage: number;
  readonly next: NextStep;
  /** What the last attempt was made with; null when the customer had none. */
  readonly triedMethod: string | null;
}

/** `payment_method`: the tried one will never work, so nothing happens until there is another, or `at` has come. */
export type NextStep =
  | { readonly kind: 'retry'; readonly at: Instant }
  | { readonly kind: 'payment_method'; readonly at: Instant }
  | { readonly kind: 'give_up' };

export interface Failure {
  readonly at: Instant;
  /** No attempt with the same payment method can succeed. */
  readonly hard: boolean;
  readonly method: string | null;
}

/** A day counts as used when it has come, whatever the attempt was made for: one that is made early, with a new payment
 *  method, uses none, and one that is made late stands for all days that passed meanwhile.
 *  @param firstFailedAt null at the first failure */
export const afterFailure = (days: DunningDays, firstFailedAt: Instant | null, failure: Failure): Dunning => {
  const first = firstFailedAt ?? failure.at;
  const ahead = days.map((day) => plusDays(first, day)).filter((at) => at > failure.at);
  const standing = { firstFailedAt: first, triedMethod: failure.method };
  const [next] = ahead;
  const last = ahead.at(-1);
  if (next === undefined || last === undefined) {
    return { ...standing, stage: days.length, next: { kind: 'give_up' } };
  }
  return failure.hard
    ? { ...standing, stage: days.length, next: { kind: 'payment_method', at: last } }
    : { ...standing, stage: days.length - ahead.length + 1, next: { kind: 'retry', at: next } };
};
