import type { Period } from '../../catalog/subscription/billing-period.ts';
import type { Subscription } from '../../catalog/subscription/subscription.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import type { Usage } from '../../meter/usage/usage.ts';
import { type Decimal, plain } from '../../money/decimal.ts';
import { announced } from '../contract.ts';

/** Why what was used in a gap is on no invoice: it lies before the customer's first period, between two subscriptions, or
 *  after the last period. */
export type GapReason = 'before_first_period' | 'between_subscriptions' | 'after_last_period';

/** A time in which no subscription of the customer has a period. */
export interface Gap extends Period {
  readonly reason: GapReason;
}

/** All time there is; both have four digits for the year. */
const always: Period = { start: parseInstant('0000-01-01T00:00:00Z'), end: parseInstant('9999-12-31T23:59:59.999Z') };

/** The gaps between the periods of a customer's subscriptions, in the order of time. A customer that has never had a period has
 *  none: nobody has said yet that usage is to be billed.
 *
 *  An example: one subscription from 1 to 11 September and an active one from 1 October on leave two gaps: before 1 September,
 *  and from 11 September to 1 October. */
export const gapsOf = (subscriptions: readonly Subscription[]): readonly Gap[] => {
  const covered = subscriptions
    .map(({ status, startAt, period }) => ({ start: startAt, end: status === 'active' ? always.end : period.end }))
    .filter(({ start, end }) => start < end)
    .toSorted((a, b) => (a.start < b.start ? -1 : 1));
  if (covered.length === 0) return [];
  const starts = [...covered.map(({ start }) => start), always.end];
  const ends = [always.start, ...covered.map(({ end }) => end)];
  return ends.flatMap((start, at): Gap[] => {
    const end = starts[at] ?? always.end;
    const reason =
      at === 0 ? 'before_first_period' : at < covered.length ? 'between_subscriptions' : 'after_last_period';
    return start < end ? [{ start, end, reason }] : [];
  });
};

/** What of a meter's usage in a gap was announced. */
export interface Announced {
  readonly meter: string;
  readonly start: Instant;
  readonly quantity: Decimal;
  readonly events: number;
  /** How often: each announcement has another id, also where the usage is again what it was once. */
  readonly times: number;
}

/** Tells of usage in a gap that was not announced yet. It is the same announcement as long as the same usage is there.
 *  @param usage all that was used in the gap
 *  @param before what of it was announced
 *  @returns undefined where nothing has come since */
export const gapAnnouncement = (
  customerId: string,
  { start, reason }: Gap,
  meter: string,
  { usage, before }: { readonly usage: Usage; readonly before: Announced | undefined },
) => {
  const { total, events, windows } = usage;
  const [first] = windows;
  const last = windows.at(-1);
  const isSame = before === undefined ? events === 0 : before.events === events && before.quantity.equals(total);
  if (first === undefined || last === undefined || isSame) return undefined;
  return {
    type: announced.unbilled,
    id: `${announced.unbilled}#${customerId}#${start}#${meter}#${(before?.times ?? 0) + 1}#${events}#${plain(total)}`,
    detail: {
      ...{ customerId, subscriptionId: null, meter, firstWindow: first.start, lastWindow: last.start },
      quantity: plain(before === undefined ? total : total.minus(before.quantity)),
      reason,
      closedThrough: null,
    },
  };
};
