import { type Instant, plusDays } from '../kernel/instant.ts';

/** How many days after the first failure each further attempt is made, such as 1, 3, 7 and 14: whole numbers in ascending
 *  order, 1 or more, and at least one of them. */
export type DunningDays = readonly number[];

/** What the dunning schedule says after an attempt has failed. */
export interface Dunning {
  readonly firstFailedAt: Instant;
  /** Which of the schedule's days comes next: 1 for the first. When none is left, it stays at the last. */
  readonly stage: number;
  readonly next: NextStep;
  /** The payment method of the last attempt; null when the customer had none. */
  readonly triedMethod: string | null;
}

/** `retry`: the next attempt is made at `at`. `payment_method`: the one that was tried will never work, so nothing happens
 *  until the customer has another, and at `at` the invoice is given up. `give_up`: no day is left. */
export type NextStep =
  | { readonly kind: 'retry'; readonly at: Instant }
  | { readonly kind: 'payment_method'; readonly at: Instant }
  | { readonly kind: 'give_up' };

/** A failed attempt, as far as the schedule looks at it. */
export interface Failure {
  readonly at: Instant;
  /** No attempt with the same payment method can succeed. */
  readonly hard: boolean;
  readonly method: string | null;
}

/** What comes after a failed attempt. The days are counted from the first failure, and only those after this failure are
 *  left, whatever this attempt was made for.
 *
 *  Days 1, 3, 7, 14 and a first failure on October 1, 12:00: the attempts are due on October 2, 4, 8 and 15, at 12:00. One
 *  on October 3, for a new payment method, uses no day: October 4 still comes next. One that is made as late as October 9
 *  stands for those of October 4 and 8 alike: October 15 comes next, as stage 4. A hard decline goes to stage 4 at once:
 *  the customer has until October 15 to give another payment method.
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
