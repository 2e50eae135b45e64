import { describe, expect, it } from 'vitest';
import {
  cancel,
  changePlan,
  pause,
  resume,
  type When,
} from '../../../../functions/catalog/change/change-subscription.ts';
import type { Interval } from '../../../../functions/catalog/plan/plan.ts';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { cycleFrom, movedTo } from '../../../../functions/catalog/subscription/cycle.ts';
import { withNextPeriod } from '../../../../functions/catalog/subscription/next-period.ts';
import { type Subscription, segmentsOf } from '../../../../functions/catalog/subscription/subscription.ts';
import { planId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { subscription as october } from '../../invoice/transcoding.ts';

const moment = (now: string) => ({ now: parseInstant(now), graceHours: 1, windowMinutes: 60 });
const mid = moment('2026-10-16T14:20:00Z');
const plan = (version: number, interval: Interval = 'month') => ({ planId: planId('transcoding'), version, interval });
const at = (text: string): When => parseInstant(text);
const refusal = (code: string) => expect.objectContaining({ code });
const parts = (subscription: Subscription) =>
  segmentsOf(subscription, subscription.period).map(({ start, end, phase, activeSeconds }) => [
    ...[start.slice(0, 13), end.slice(0, 13), phase.planVersion, activeSeconds / 3600],
  ]);

describe('a plan change splits the period', () => {
  it('now: at the start of the running usage window', () => {
    expect(parts(changePlan(october, plan(4), 'now', mid))).toEqual([
      ['2026-10-01T00', '2026-10-16T14', 3, 374],
      ['2026-10-16T14', '2026-11-01T00', 4, 370],
    ]);
  });

  it('in the past within the open period, and to the next period', () => {
    expect(parts(changePlan(october, plan(4), at('2026-10-11T00:00:00Z'), mid))).toHaveLength(2);
    const next = changePlan(october, plan(4), 'period_end', mid);
    expect(parts(next)).toEqual([['2026-10-01T00', '2026-11-01T00', 3, 744]]);
    expect(parts(withNextPeriod(next, 'UTC', 1))).toEqual([['2026-11-01T00', '2026-12-01T00', 4, 720]]);
  });

  it('drops what was planned for later', () => {
    const planned = changePlan(october, plan(4), at('2026-10-20T00:00:00Z'), mid);
    const changed = changePlan(planned, plan(5), at('2026-10-18T00:00:00Z'), mid);
    expect(changed.phases.map(({ planVersion }) => planVersion)).toEqual([3, 5]);
  });

  it('to another interval ends the open period, and the new one is counted from there', () => {
    const yearly = changePlan(october, plan(4, 'year'), 'now', mid);
    expect(yearly.period).toMatchObject({ end: '2026-10-16T14:00:00.000Z', wholeEnd: '2026-11-01T00:00:00.000Z' });
    expect(yearly.closeAt).toBe('2026-10-16T15:00:00.000Z');
    expect(withNextPeriod(yearly, 'UTC', 1).period).toMatchObject({
      ...{ index: 1, start: '2026-10-16T14:00:00.000Z', end: '2027-10-16T14:00:00.000Z' },
    });
  });

  it.each<[string, When, string]>([
    ['before the open period', at('2026-09-30T00:00:00Z'), 'change_in_closed_period'],
    ['between two windows', at('2026-10-20T00:30:00Z'), 'change_not_on_window'],
  ])('%s is refused', (_, when, code) => {
    expect(() => changePlan(october, plan(4), when, mid)).toThrow(refusal(code));
  });

  it('to what it is on already, to another interval after the open period, and while it closes is refused', () => {
    expect(() => changePlan(october, plan(3), 'now', mid)).toThrow(refusal('plan_unchanged'));
    expect(() => changePlan(october, plan(4, 'year'), at('2026-11-20T00:00:00Z'), mid)).toThrow(
      refusal('interval_change_too_far'),
    );
    const closing = { ...october, closing: october.period.end };
    expect(() => changePlan(closing, plan(4), 'now', mid)).toThrow(refusal('period_closing'));
    expect(changePlan(closing, plan(4), 'period_end', mid).phases).toHaveLength(2);
  });
});

describe('a cancellation', () => {
  it('now: at the end of the running usage window, so that all usage is billed', () => {
    const ended = cancel(october, 'now', mid);
    expect(ended).toMatchObject({ cancelAt: '2026-10-16T15:00:00.000Z', closeAt: '2026-10-16T16:00:00.000Z' });
    expect(ended.period.end).toBe(ended.cancelAt);
    expect(withNextPeriod(ended, 'UTC', 1).status).toBe('cancelled');
  });

  it('at the end of the period: nothing follows', () => {
    const ended = cancel(october, 'period_end', mid);
    expect(ended.period.end).toBe('2026-11-01T00:00:00.000Z');
    expect(withNextPeriod(ended, 'UTC', 1).status).toBe('cancelled');
  });

  it('can be taken back, until the last period closes', () => {
    const again = cancel(cancel(october, 'now', mid), 'never', mid);
    expect(again).toMatchObject({ cancelAt: null, period: { end: '2026-11-01T00:00:00.000Z' } });
    const ended = cancel(october, 'period_end', mid);
    expect(() => cancel({ ...ended, closing: ended.period.end }, 'never', mid)).toThrow(refusal('period_closing'));
  });

  it('at the start of the period, or at the end of one that closes, is refused', () => {
    expect(() => cancel(october, october.period.start, mid)).toThrow(refusal('cancel_not_after_period_start'));
    const closing = { ...october, closing: october.period.end };
    expect(() => cancel(closing, 'period_end', mid)).toThrow(refusal('period_closing'));
  });

  it('on the very start of a period lasts a window', () => {
    expect(cancel(october, 'now', moment('2026-10-01T00:00:00Z')).cancelAt).toBe('2026-10-01T01:00:00.000Z');
  });

  it('leaves no room for changes after it, and none at all once it has come', () => {
    const ended = cancel(october, 'now', mid);
    expect(() => changePlan(ended, plan(4), 'period_end', mid)).toThrow(refusal('subscription_cancelled'));
    const over = withNextPeriod(ended, 'UTC', 1);
    expect(() => cancel(over, 'now', mid)).toThrow('The subscription sub_1 ends at 2026-10-16T15:00:00.000Z.');
    for (const change of [
      () => changePlan(over, plan(4), 'now', mid),
      () => cancel(over, 'now', mid),
      () => pause(over, { from: 'now', to: null }, mid),
      () => resume(over, 'now', mid),
    ]) {
      expect(change).toThrow(refusal('subscription_cancelled'));
    }
  });
});

describe('a pause', () => {
  const paused = pause(october, { from: parseInstant('2026-10-11T00:00:00Z'), to: null }, mid);

  it('takes its time from what fees are for: 10 of 31 days are left', () => {
    expect(parts(paused)).toEqual([['2026-10-01T00', '2026-11-01T00', 3, 240]]);
    expect(parts(resume(paused, parseInstant('2026-10-21T00:00:00Z'), mid))).toEqual([
      ['2026-10-01T00', '2026-11-01T00', 3, 504],
    ]);
  });

  it('that is dropped at its start was none', () => {
    expect(resume(paused, parseInstant('2026-10-11T00:00:00Z'), mid).pauses).toEqual([]);
  });

  it('twice, or resumed without one, is refused', () => {
    expect(() => pause(paused, { from: 'now', to: null }, mid)).toThrow(refusal('subscription_paused'));
    expect(() => resume(october, 'now', mid)).toThrow(refusal('subscription_not_paused'));
    const empty = { from: parseInstant('2026-10-20T00:00:00Z'), to: parseInstant('2026-10-20T00:00:00Z') };
    expect(() => pause(october, empty, mid)).toThrow(refusal('range_empty'));
  });
});

describe('a change that is dated back to the very start of the open period', () => {
  const trial = cycleFrom(parseInstant('2026-01-01T00:00:00Z'), 0, 'UTC', 'month');
  const afterTrial = cycleFrom(parseInstant('2026-01-15T00:00:00Z'), 1, 'UTC', 'month');
  const on = (cycles: Subscription['cycles'], index: number): Subscription => ({
    ...october,
    ...{ startAt: cycles[0].start, cycles, period: periodOf({ cycles, cancelAt: null }, index) },
    phases: [{ ...october.phases[0], from: cycles[0].start }],
  });

  it('keeps the cycle that has begun there: after a trial, nothing is for free again', () => {
    const subscription = on([{ ...trial, isTrial: true }, afterTrial], 1);
    const changed = changePlan(subscription, plan(4), at('2026-01-15T00:00:00Z'), moment('2026-01-16T00:00:00Z'));
    expect(changed.period).toEqual(subscription.period);
    expect(changed.period).toMatchObject({ isTrial: false, end: '2026-02-15T00:00:00.000Z' });
  });

  it('and after a move to New York the boundaries stay where they are', () => {
    const moved = movedTo(trial, 'America/New_York', 2, parseInstant('2026-03-01T00:00:00Z'));
    const subscription = on([trial, moved], 2);
    const changed = changePlan(subscription, plan(4), subscription.period.start, moment('2026-03-05T00:00:00Z'));
    expect(changed.period).toEqual(subscription.period);
  });

  it('takes another interval back without losing a day', () => {
    const yearly = changePlan(october, plan(4, 'year'), at('2026-10-16T14:00:00Z'), mid);
    const open = withNextPeriod(yearly, 'UTC', 1);
    const back = changePlan(open, plan(3), open.period.start, moment('2026-10-20T00:00:00Z'));
    expect(back.period).toMatchObject({
      ...{ index: 1, start: '2026-10-16T14:00:00.000Z', end: '2026-11-16T14:00:00.000Z' },
    });
    expect(periodOf(back, 0)).toEqual(periodOf(open, 0));
  });
});

describe('a planned change', () => {
  it('that is taken back splits nothing', () => {
    const planned = changePlan(october, plan(4), at('2026-10-20T00:00:00Z'), mid);
    const back = changePlan(planned, plan(3), at('2026-10-20T00:00:00Z'), mid);
    expect(back.phases).toEqual(october.phases);
  });
});

describe('a subscription that has not begun', () => {
  const before = moment('2026-09-20T00:00:00Z');

  it('is cancelled at once: it ends with its start, without a period', () => {
    const withdrawn = cancel(october, 'now', before);
    expect(withdrawn).toMatchObject({ status: 'cancelled', cancelAt: october.startAt });
    expect(withdrawn.period.end).toBe(withdrawn.period.start);
  });

  it('is cancelled to its start or earlier: the same', () => {
    expect(cancel(october, october.startAt, before).status).toBe('cancelled');
    expect(cancel(october, parseInstant('2026-09-25T00:00:00Z'), before).status).toBe('cancelled');
  });

  it('ends at a later time as it would if it had begun: within its first period, or with it', () => {
    const within = cancel(october, parseInstant('2026-10-10T00:00:00Z'), before);
    expect([within.status, within.period.end]).toEqual(['active', '2026-10-10T00:00:00.000Z']);
    const whole = cancel(october, 'period_end', before);
    expect([whole.status, whole.cancelAt]).toEqual(['active', '2026-11-01T00:00:00.000Z']);
  });

  it('is on another plan from its start on', () => {
    expect(changePlan(october, plan(4), 'now', before).phases).toEqual([
      { from: october.startAt, planId: 'transcoding', planVersion: 4 },
    ]);
  });
});

describe('a change to another plan of the same version number is one', () => {
  it('starter v3 to pro v3: each is a plan of its own', () => {
    const pro = { ...plan(3), planId: planId('pro') };
    expect(changePlan(october, pro, 'now', mid).phases.map((one) => [one.planId, one.planVersion])).toEqual([
      ['transcoding', 3],
      ['pro', 3],
    ]);
  });
});

describe('every change raises the revision by one, so that of two from one reading the second is refused', () => {
  const pausedOf = (of: Subscription) => pause(of, { from: parseInstant('2026-10-11T00:00:00Z'), to: null }, mid);
  it.each<[string, (of: Subscription) => Subscription]>([
    ['a plan change', (of) => changePlan(of, plan(4), 'now', mid)],
    ['a cancellation', (of) => cancel(of, 'now', mid)],
    ['one that is taken back', (of) => cancel(of, 'never', mid)],
    ['one before the start', (of) => cancel(of, 'now', moment('2026-09-20T00:00:00Z'))],
    ['a pause', pausedOf],
    ['its end', (of) => resume({ ...pausedOf(of), revision: of.revision }, 'now', mid)],
    ['a close', (of) => withNextPeriod(of, 'UTC', 1)],
    ['the last close', (of) => withNextPeriod({ ...cancel(of, 'now', mid), revision: of.revision }, 'UTC', 1)],
  ])('%s', (_, change) => {
    expect(change({ ...october, revision: 7 }).revision).toBe(8);
  });
});

describe('what lies before the open period, between two windows, or in a period that closes cannot be changed', () => {
  const paused = pause(october, { from: parseInstant('2026-10-11T00:00:00Z'), to: null }, mid);
  const changes: Readonly<Record<string, (time: ReturnType<typeof parseInstant>, of?: Subscription) => unknown>> = {
    'a plan change': (time, of = october) => changePlan(of, plan(4), time, mid),
    'a cancellation': (time, of = october) => cancel(of, time, mid),
    'a pause': (from, of = october) => pause(of, { from, to: null }, mid),
    'the end of a pause': (to, of = october) => pause(of, { from: october.period.start, to }, mid),
    'a resumption': (time, of = paused) => resume(of, time, mid),
  };
  const mistake = (code: string, pointer: string) =>
    expect.objectContaining({ code, mistakes: [expect.objectContaining({ pointer })] });

  it.each([
    ['a plan change', '2026-09-30T00:00:00Z', 'change_in_closed_period', '/at'],
    ['a plan change', '2026-10-20T00:30:00Z', 'change_not_on_window', '/at'],
    ['a cancellation', '2026-09-30T00:00:00Z', 'change_in_closed_period', '/at'],
    ['a cancellation', '2026-10-20T00:30:00Z', 'change_not_on_window', '/at'],
    ['a pause', '2026-09-30T00:00:00Z', 'change_in_closed_period', '/from'],
    ['a pause', '2026-10-20T00:30:00Z', 'change_not_on_window', '/from'],
    ['the end of a pause', '2026-10-20T00:30:00Z', 'change_not_on_window', '/to'],
    ['a resumption', '2026-09-30T00:00:00Z', 'change_in_closed_period', '/at'],
    ['a resumption', '2026-10-20T00:30:00Z', 'change_not_on_window', '/at'],
  ])('%s at %s: %s', (change, text, code, pointer) => {
    expect(() => changes[change]?.(parseInstant(text))).toThrow(mistake(code, pointer));
  });

  it.each(Object.entries(changes))('%s a window before the end of a period that closes', (name, change) => {
    const of = { ...(name === 'a resumption' ? paused : october), closing: october.period.end };
    expect(() => change(parseInstant('2026-10-31T23:00:00Z'), of)).toThrow(refusal('period_closing'));
  });

  it('a cancellation at the very end of one is refused too, and an hour later it is not', () => {
    const closing = { ...october, closing: october.period.end };
    expect(() => cancel(closing, october.period.end, mid)).toThrow(refusal('period_closing'));
    expect(cancel(closing, parseInstant('2026-11-01T01:00:00Z'), mid).cancelAt).toBe('2026-11-01T01:00:00.000Z');
  });

  it('taking back an end that lies beyond the period that closes is possible', () => {
    const ended = { ...cancel(october, parseInstant('2026-11-10T00:00:00Z'), mid), closing: october.period.end };
    expect(cancel(ended, 'never', mid).cancelAt).toBeNull();
    expect(cancel({ ...october, closing: october.period.end }, 'never', mid).cancelAt).toBeNull();
  });
});

describe('a subscription has at most 1,000 plan changes, and as many pauses', () => {
  const hour = (of: number) => parseInstant(new Date(Date.UTC(2026, 9, 16) + of * 3_600_000).toISOString());
  const phase = (of: number) => ({ from: hour(of - 1000), planId: planId('transcoding'), planVersion: of + 10 });
  const [first, ...others] = Array.from({ length: 1000 }, (_, of) => phase(of));
  const changed: Subscription = { ...october, phases: first === undefined ? october.phases : [first, ...others] };
  const pauses = Array.from({ length: 1000 }, (_, of) => ({ from: hour(2 * of - 2000), to: hour(2 * of - 1999) }));

  it('the next one is refused; it can be ended all the same, and one less takes one more', () => {
    expect(() => changePlan(changed, plan(4), 'now', mid)).toThrow(refusal('too_many_changes'));
    expect(() => pause({ ...october, pauses }, { from: 'now', to: null }, mid)).toThrow(refusal('too_many_changes'));
    expect(cancel({ ...changed, pauses }, 'period_end', mid).cancelAt).toBe('2026-11-01T00:00:00.000Z');
    expect(pause({ ...october, pauses: pauses.slice(1) }, { from: 'now', to: null }, mid).pauses).toHaveLength(1000);
  });
});
