import { describe, expect, it } from 'vitest';
import { cancel, changePlan, pause, resume } from '../../../../functions/catalog/change/change-subscription.ts';
import type { Interval } from '../../../../functions/catalog/plan/plan.ts';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { cycleFrom } from '../../../../functions/catalog/subscription/cycle.ts';
import { withNextPeriod } from '../../../../functions/catalog/subscription/next-period.ts';
import { type Subscription, segmentsOf } from '../../../../functions/catalog/subscription/subscription.ts';
import { planId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { subscription as october } from '../../invoice/transcoding.ts';

const moment = (now: string) => ({ now: parseInstant(now), graceHours: 1, windowMinutes: 60 });
const mid = moment('2026-10-16T14:20:00Z');
const plan = (version: number, interval: Interval = 'month') => ({ planId: planId('transcoding'), version, interval });
const at = (text: string) => parseInstant(text);
const refusal = (code: string) => expect.objectContaining({ code });
const parts = (subscription: Subscription) =>
  segmentsOf(subscription, subscription.period).map(({ start, end, phase, activeSeconds }) => [
    ...[start.slice(0, 13), end.slice(0, 13), phase.planVersion, activeSeconds / 3600],
  ]);

describe('two pauses', () => {
  const day = (date: string) => parseInstant(`2026-10-${date}T00:00:00Z`);
  const range = (from: string, to: string | null) => ({ from: day(from), to: to === null ? null : day(to) });
  const shown = ({ pauses }: Subscription) =>
    pauses.map(({ from, to }) => `${from.slice(8, 10)}–${to === null ? '' : to.slice(8, 10)}`).join(' ');
  const both = () => pause(pause(october, range('20', '25'), mid), range('05', '10'), mid);

  it('stand in the order of their time, whichever was made first: 31 − 5 − 5 = 21 days are left', () => {
    expect(shown(both())).toBe('05–10 20–25');
    expect(parts(both())).toEqual([['2026-10-01T00', '2026-11-01T00', 3, 21 * 24]]);
    expect(shown(pause(both(), range('12', '15'), mid))).toBe('05–10 12–15 20–25');
  });

  it.each<[string, string | null]>([
    ['10', '20'],
    ['01', '05'],
    ['25', null],
  ])('may touch, but not overlap: a third one %s–%s', (from, to) => {
    expect(pause(both(), range(from, to), mid).pauses).toHaveLength(3);
  });

  it.each<[string, string | null, string]>([
    ['04', '06', 'over the start of one'],
    ['09', '11', 'over its end'],
    ['06', '08', 'within it'],
    ['04', '11', 'all around it'],
    ['05', '10', 'at the same time'],
    ['12', null, 'without an end, before one'],
    ['12', '22', 'over the second one only'],
  ])('%s–%s is refused: %s', (from, to) => {
    expect(() => pause(both(), range(from, to), mid)).toThrow(refusal('subscription_paused'));
  });

  it('of which one has no end: nothing after its start is free, all before it is', () => {
    const open = pause(october, range('20', null), mid);
    expect(() => pause(open, range('25', '26'), mid)).toThrow(refusal('subscription_paused'));
    expect(shown(pause(open, range('05', '20'), mid))).toBe('05–20 20–');
  });

  it('end one by one: the one that is on, the other stays', () => {
    expect(shown(resume(both(), day('22'), mid))).toBe('05–10 20–22');
    expect(shown(resume(both(), day('07'), mid))).toBe('05–07 20–25');
    expect(shown(resume(both(), day('20'), mid))).toBe('05–10');
    expect(shown(resume(both(), day('05'), mid))).toBe('20–25');
  });

  it.each(['04', '10', '15', '25', '28'])('on day %s neither is on', (date) => {
    expect(() => resume(both(), day(date), mid)).toThrow(refusal('subscription_not_paused'));
  });
});

describe('with an end that is planned, a change', () => {
  const ended = () => cancel(october, parseInstant('2026-10-20T00:00:00Z'), mid);

  it('is possible until a window before it, and not at it', () => {
    expect(changePlan(ended(), plan(4), at('2026-10-19T23:00:00Z'), mid).phases).toHaveLength(2);
    expect(() => changePlan(ended(), plan(4), at('2026-10-20T00:00:00Z'), mid)).toThrow(
      refusal('subscription_cancelled'),
    );
  });

  it('of the end counts from the whole period: "period_end" is 1 November again', () => {
    expect(cancel(ended(), 'period_end', mid).cancelAt).toBe('2026-11-01T00:00:00.000Z');
  });
});

describe('a change during a trial', () => {
  const trialEnd = parseInstant('2026-10-15T00:00:00Z');
  const cycles = [
    { ...cycleFrom(october.startAt, 0, 'UTC', 'month'), isTrial: true },
    cycleFrom(trialEnd, 1, 'UTC', 'month'),
  ] as const;
  const trial: Subscription = { ...october, cycles, trialEnd, period: periodOf({ cycles, cancelAt: null }, 0) };
  const early = moment('2026-10-05T00:00:00Z');
  const next = (subscription: Subscription) => withNextPeriod(subscription, 'UTC', 1).period;

  it('leaves it a trial until its end; the new interval is counted from there', () => {
    const yearly = changePlan(trial, plan(4, 'year'), 'now', early);
    expect(yearly.period).toEqual(trial.period);
    expect(yearly.period).toMatchObject({ isTrial: true, end: trialEnd });
    expect(next(yearly)).toMatchObject({ isTrial: false, start: trialEnd, end: '2027-10-15T00:00:00.000Z' });
  });

  it('to another plan of the same interval changes no period', () => {
    const changed = changePlan(trial, plan(4), 'now', early);
    expect(changed.cycles).toEqual(trial.cycles);
    expect(next(changed)).toEqual(next(trial));
  });

  it('at its end, to another interval, or later to the same one, is possible', () => {
    expect(next(changePlan(trial, plan(4, 'year'), trialEnd, early)).end).toBe('2027-10-15T00:00:00.000Z');
    expect(changePlan(trial, plan(4), at('2026-10-20T00:00:00Z'), early).cycles).toEqual(trial.cycles);
  });

  it('after its end, to another interval, is refused', () => {
    expect(() => changePlan(trial, plan(4, 'year'), at('2026-10-16T00:00:00Z'), early)).toThrow(
      refusal('interval_change_too_far'),
    );
  });
});

describe('two changes of the interval', () => {
  const yearly = () => changePlan(october, plan(4, 'year'), at('2026-10-16T14:00:00Z'), mid);

  it('planned one after the other in a period: only the last is', () => {
    const quarterly = changePlan(yearly(), plan(5, 'quarter'), at('2026-10-10T00:00:00Z'), mid);
    expect(quarterly.cycles.map(({ interval, firstIndex }) => [interval, firstIndex])).toEqual([
      ['month', 0],
      ['quarter', 1],
    ]);
    expect(quarterly.period.end).toBe('2026-10-10T00:00:00.000Z');
    const back = changePlan(yearly(), plan(3), at('2026-10-16T14:00:00Z'), mid);
    expect(back.cycles).toEqual(october.cycles);
    expect(back.period).toEqual(october.period);
  });

  it('in two periods: each cycle is counted from its own start', () => {
    const open = withNextPeriod(yearly(), 'UTC', 1);
    const weekly = changePlan(open, plan(5, 'week'), at('2026-12-01T00:00:00Z'), moment('2026-12-01T00:30:00Z'));
    expect(weekly.cycles.map(({ interval, firstIndex }) => [interval, firstIndex])).toEqual([
      ['month', 0],
      ['year', 1],
      ['week', 2],
    ]);
    expect([0, 1, 2, 3].map((index) => periodOf(weekly, index).end.slice(0, 13))).toEqual([
      ...['2026-10-16T14', '2026-12-01T00', '2026-12-08T00', '2026-12-15T00'],
    ]);
  });

  it('at the end of the open period is the last instant that is possible', () => {
    const changed = changePlan(october, plan(4, 'year'), october.period.end, mid);
    expect(changed.period).toEqual(october.period);
    expect(withNextPeriod(changed, 'UTC', 1).period.end).toBe('2027-11-01T00:00:00.000Z');
    expect(() => changePlan(october, plan(4, 'year'), at('2026-11-01T01:00:00Z'), mid)).toThrow(
      refusal('interval_change_too_far'),
    );
  });
});
