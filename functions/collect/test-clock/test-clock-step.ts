import type { SubscriptionId } from '../../kernel/ids.ts';
import { earlier, type Instant } from '../../kernel/instant.ts';
import type { Readiness } from '../readiness.ts';

/** Something that a customer on a test clock still has before it: the close of a period, or the end of a wait. */
export type Pending =
  /** A step is at work. The clock waits until it is done. */
  | { readonly kind: 'running' }
  | {
      readonly kind: 'close';
      readonly at: Instant;
      readonly subscriptionId: SubscriptionId;
      readonly periodEnd: Instant;
    }
  | { readonly kind: 'wake'; readonly at: Instant; readonly token: string; readonly reason: Readiness['kind'] };

/** What the clock itself sets off. */
export type Due = Exclude<Pending, { kind: 'running' }>;

export type ClockStep =
  /** Set off what is due, even if it was set off before, and look again a second later. */
  | { readonly kind: 'settle'; readonly due: readonly Due[] }
  | { readonly kind: 'move'; readonly to: Instant }
  | { readonly kind: 'arrived' };

/** The next step of a clock that advances. Things happen in the order of time: the clock shows no later time while something
 *  of an earlier one is unfinished. On the way from October 1 to December 1 it stops at the close of November 1, and again
 *  at each day of the dunning schedule of the invoice that comes of it. */
export const nextStep = (now: Instant, target: Instant, pending: readonly Pending[]): ClockStep => {
  const due = pending.filter(isDue).filter(({ at }) => at <= now);
  if (due.length > 0 || pending.some(({ kind }) => kind === 'running')) return { kind: 'settle', due };
  if (now >= target) return { kind: 'arrived' };
  return { kind: 'move', to: pending.filter(isDue).reduce((first, { at }) => earlier(first, at), target) };
};

const isDue = (pending: Pending): pending is Due => pending.kind !== 'running';
