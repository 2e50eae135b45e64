import { type Instant, later, plusMilliseconds } from '../../kernel/instant.ts';
import { Conflict, InvalidInput } from '../../kernel/meterline-error.ts';
import type { PlanVersion } from '../plan/plan.ts';
import { closeAtOf, isOnWindow, periodOf, windowEnd, windowStart } from '../subscription/billing-period.ts';
import { cycleFrom } from '../subscription/cycle.ts';
import { type Phase, phaseAt, runningPeriodOf, type Subscription } from '../subscription/subscription.ts';

/** When a change takes effect. `now` is the start of the usage window that is running, so that usage is split between
 *  two windows; before the subscription has begun, it is the start of that. `period_end` is the end of the first
 *  period until that is closed, also while the fees in advance of the start are to be billed first. */
export type When = 'now' | 'period_end' | Instant;

/** What a change is judged by. */
export interface Moment {
  /** The time of the customer. */
  readonly now: Instant;
  readonly graceHours: number;
  /** Minutes of a usage window. */
  readonly windowMinutes: number;
}

/** Puts the subscription on another plan version from then on. What was planned for later is dropped. With another
 *  interval a new cycle begins.
 *  @throws Conflict `subscription_cancelled`, `period_closing`, `plan_unchanged`, `too_many_changes`
 *  @throws InvalidInput at `/at` */
export const changePlan = (
  subscription: Subscription,
  plan: Pick<PlanVersion, 'planId' | 'version' | 'interval'>,
  when: When,
  moment: Moment,
): Subscription => {
  assertActive(subscription);
  const at = instantOf(subscription, when, moment, windowStart);
  assertOpen(subscription, at, moment);
  if (subscription.cancelAt !== null && at >= subscription.cancelAt) throw cancelled(subscription);
  const inForce = phaseAt(subscription, at);
  if (inForce.planId === plan.planId && inForce.planVersion === plan.version) {
    throw new Conflict(
      'plan_unchanged',
      `The subscription is on version ${plan.version} of "${plan.planId}" at ${at}.`,
    );
  }
  const phase = { from: at, planId: plan.planId, planVersion: plan.version };
  const changed = { ...subscription, phases: fewEnough(withPhase(subscription, phase), 'plan changes') };
  return reopened({ ...changed, cycles: cyclesAfter(subscription, plan, at) }, moment.graceHours);
};

/** Lets the subscription end then. With `now` that is the end of the usage window that is running, so that all usage
 *  is billed. The open period is the last one, unless it is over before. Before it has begun, `now` or a time until its
 *  start take it back altogether; a later time ends it then, as it would if it had begun.
 *  @param when `never` takes a cancellation back
 *  @throws Conflict `subscription_cancelled`, `period_closing`
 *  @throws InvalidInput at `/at` */
export const cancel = (subscription: Subscription, when: When | 'never', moment: Moment): Subscription => {
  assertActive(subscription);
  const { period, closing, cancelAt } = subscription;
  if (when === 'never') {
    if (closing !== null && cancelAt !== null && cancelAt <= closing) throw isClosing(subscription);
    return reopened({ ...subscription, cancelAt: null }, moment.graceHours);
  }
  const isBefore = moment.now < subscription.startAt;
  if (isBefore && when !== 'period_end' && (when === 'now' || when <= subscription.startAt)) {
    return withdrawn(subscription);
  }
  const uncancelled = { ...subscription, cancelAt: null };
  const chosen = instantOf(uncancelled, when, moment, windowEnd);
  const at = chosen === period.start && when === 'now' ? afterOneWindow(chosen, moment) : chosen;
  assertOpen(subscription, at, moment);
  if (closing !== null && at <= closing) throw isClosing(subscription);
  if (at > period.start) return reopened({ ...subscription, cancelAt: at }, moment.graceHours);
  const detail = `A period has begun at ${period.start}: the subscription can end after that, at the end of a usage window.`;
  throw new InvalidInput({ code: 'cancel_not_after_period_start', pointer: '/at', detail });
};

/** Ends a subscription that has not begun, at its start: it has no period, and no invoice. */
const withdrawn = (subscription: Subscription): Subscription => {
  const ended = { ...subscription, cancelAt: subscription.startAt, revision: subscription.revision + 1 };
  return { ...ended, status: 'cancelled', closing: null, period: periodOf(ended, subscription.period.index) };
};

/** Adds a pause.
 *  @throws Conflict `subscription_cancelled`, `subscription_paused`, `period_closing`, `too_many_changes`
 *  @throws InvalidInput at `/from`, `/to` */
export const pause = (
  subscription: Subscription,
  { from, to }: { readonly from: Instant | 'now'; readonly to: Instant | null },
  moment: Moment,
): Subscription => {
  assertActive(subscription);
  const start = instantOf(subscription, from, moment, windowStart);
  assertOpen(subscription, start, moment, '/from');
  if (to !== null && to <= start) {
    throw new InvalidInput({ code: 'range_empty', pointer: '/to', detail: '"to" is after "from".' });
  }
  if (to !== null) assertOpen(subscription, to, moment, '/to');
  const overlaps = subscription.pauses.some(
    (one) => (one.to === null || one.to > start) && (to === null || one.from < to),
  );
  if (overlaps) throw new Conflict('subscription_paused', 'There is a pause in that time already.');
  const pauses = [...subscription.pauses, { from: start, to }].toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return reopened({ ...subscription, pauses: fewEnough(pauses, 'pauses') }, moment.graceHours);
};

/** How many plan changes, and how many pauses, a subscription has at most. They lie in one item, which has room for as many. */
const maxChanges = 1000;

/** @throws Conflict `too_many_changes` */
const fewEnough = <List extends readonly unknown[]>(list: List, what: string): List => {
  if (list.length <= maxChanges) return list;
  const detail = `A subscription has at most ${maxChanges} ${what}: cancel it, and make a new one.`;
  throw new Conflict('too_many_changes', detail);
};

/** Ends the pause that is on at `at`, or drops the one that begins then.
 *  @throws Conflict `subscription_not_paused`, `subscription_cancelled`, `period_closing` */
export const resume = (subscription: Subscription, when: Instant | 'now', moment: Moment): Subscription => {
  assertActive(subscription);
  const at = instantOf(subscription, when, moment, windowStart);
  assertOpen(subscription, at, moment);
  const running = subscription.pauses.find(({ from, to }) => from <= at && (to === null || to > at));
  if (running === undefined) throw new Conflict('subscription_not_paused', `The subscription is not paused at ${at}.`);
  const pauses = subscription.pauses.flatMap((one) => {
    if (one !== running) return [one];
    return one.from === at ? [] : [{ ...one, to: at }];
  });
  return reopened({ ...subscription, pauses }, moment.graceHours);
};

/** The instant that `when` means. `round` puts the present time to a bound of a usage window; it is never before the
 *  start. */
const instantOf = (
  subscription: Subscription,
  when: When,
  { now, windowMinutes }: Moment,
  round: (instant: Instant, minutes: number) => Instant,
): Instant => {
  if (when === 'period_end') return runningPeriodOf(subscription).end;
  return when === 'now' ? later(round(now, windowMinutes), subscription.startAt) : when;
};

/** One usage window later. */
const afterOneWindow = (at: Instant, { windowMinutes }: Moment): Instant =>
  plusMilliseconds(at, windowMinutes * 60_000);

/** The phases with one more at the end. Phases that were planned for that time or later are dropped. Where the
 *  subscription is on that version before already, no phase is added: otherwise usage would be split without a
 *  reason. */
const withPhase = ({ phases }: Subscription, phase: Phase): Subscription['phases'] => {
  const kept = phases.filter(({ from }) => from < phase.from);
  const last = kept.at(-1);
  const goesOn = last?.planId === phase.planId && last.planVersion === phase.planVersion;
  return atLeastOne(goesOn ? kept : [...kept, phase]);
};

/** The cycles after a change to a plan of another interval. The open period ends where the change takes effect, and
 *  the new cycle is counted from there: a monthly subscription that becomes a yearly one on 11 June has a period that
 *  ends on 11 June, and then one to 11 June of the next year. A trial goes on until its end, and is followed by the
 *  new interval. */
const cyclesAfter = (
  subscription: Subscription,
  { interval }: Pick<PlanVersion, 'interval'>,
  at: Instant,
): Subscription['cycles'] => {
  const { cycles } = subscription;
  const period = runningPeriodOf(subscription);
  const openIndex = period.index;
  const running = cycles.findLast(({ firstIndex }) => firstIndex <= openIndex) ?? cycles[0];
  if (running.isTrial) {
    const after = cycles.find(({ firstIndex }) => firstIndex > running.firstIndex) ?? running;
    return at > after.start && after.interval !== interval ? refuseFar(at) : [running, { ...after, interval }];
  }
  const begun = cycles.filter(({ firstIndex, start }) => firstIndex <= openIndex || start < at);
  const inForce = begun.at(-1) ?? running;
  if (inForce.interval === interval) return atLeastOne(begun);
  if (at > period.end) return refuseFar(at);
  const firstIndex = at === period.start ? openIndex : openIndex + 1;
  const before = begun.filter((cycle) => cycle.firstIndex < firstIndex);
  return atLeastOne([...before, cycleFrom(at, firstIndex, inForce.timeZone, interval)]);
};

const atLeastOne = <T>([first, ...others]: readonly T[]): readonly [T, ...T[]] => {
  if (first === undefined) throw new TypeError('a subscription has a cycle and a phase');
  return [first, ...others];
};

const refuseFar = (at: Instant): never => {
  const detail = `A plan with another interval can begin until the end of the open period, not at ${at}.`;
  throw new InvalidInput({ code: 'interval_change_too_far', pointer: '/at', detail });
};

/** The subscription with its open period as it is after the change. */
const reopened = (subscription: Subscription, graceHours: number): Subscription => {
  const period = periodOf(subscription, subscription.period.index);
  return { ...subscription, period, closeAt: closeAtOf(period, graceHours), revision: subscription.revision + 1 };
};

const assertActive = (subscription: Subscription): void => {
  if (subscription.status === 'cancelled') throw cancelled(subscription);
};

const cancelled = ({ id, cancelAt }: Subscription) =>
  new Conflict('subscription_cancelled', `The subscription ${id} ends at ${cancelAt ?? 'its last period'}.`);

const isClosing = ({ id }: Subscription) =>
  new Conflict('period_closing', `A period of ${id} is being closed right now: try again in a minute.`);

/** Refuses a change that is dated back before the open period, that is not between two usage windows, or that lies in
 *  a period that is being closed. */
const assertOpen = (subscription: Subscription, at: Instant, { windowMinutes }: Moment, pointer = '/at'): void => {
  const { period, closing } = subscription;
  if (at < period.start) {
    const detail = `What lies before ${period.start} is closed.`;
    throw new InvalidInput({ code: 'change_in_closed_period', pointer, detail });
  }
  if (!isOnWindow(at, windowMinutes)) {
    const detail = `A change takes effect between two usage windows of ${windowMinutes} minutes in UTC.`;
    throw new InvalidInput({ code: 'change_not_on_window', pointer, detail });
  }
  if (closing !== null && at < closing) throw isClosing(subscription);
};
