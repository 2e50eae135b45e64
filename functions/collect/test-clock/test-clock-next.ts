import type { SubscriptionId } from '../../kernel/ids.ts';
import { earlier, type Instant } from '../../kernel/instant.ts';
import type { Readiness } from '../readiness.ts';

/** What the customers of a test clock have before them. */
export type Pending =
  /** A step is at work; it is not for the clock to hurry it. */
  | { readonly kind: 'running' }
  | {
      readonly kind: 'close';
      readonly at: Instant;
      readonly subscriptionId: SubscriptionId;
      readonly periodEnd: Instant;
    }
  | { readonly kind: 'wake'; readonly at: Instant; readonly token: string; readonly reason: Readiness['kind'] };

export type Due = Exclude<Pending, { kind: 'running' }>;

export type ClockStep =
  /** Set off what is due, again if need be, and look again when it has settled. */
  | { readonly kind: 'settle'; readonly due: readonly Due[] }
  | { readonly kind: 'move'; readonly to: Instant }
  | { readonly kind: 'arrived' };

/** One step of a clock on its way, in the order of time: it never shows a later time while something of an earlier one
 *  is not settled. */
export const nextStep = (now: Instant, target: Instant, pending: readonly Pending[]): ClockStep => {
  const due = pending.filter(isDue).filter(({ at }) => at <= now);
  if (due.length > 0 || pending.some(({ kind }) => kind === 'running')) return { kind: 'settle', due };
  if (now >= target) return { kind: 'arrived' };
  return { kind: 'move', to: pending.filter(isDue).reduce((first, { at }) => earlier(first, at), target) };
};

const isDue = (pending: Pending): pending is Due => pending.kind !== 'running';
