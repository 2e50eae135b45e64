import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cancel, changePlan, pause, resume } from '../../../functions/catalog/change/change-subscription.ts';
import type { PlanVersion } from '../../../functions/catalog/plan/plan.ts';
import { closeAtOf, periodOf } from '../../../functions/catalog/subscription/billing-period.ts';
import { subscribe } from '../../../functions/catalog/subscription/subscribe.ts';
import type { Subscription } from '../../../functions/catalog/subscription/subscription.ts';
import { feesOf } from '../../../functions/invoice/period/fees-in-advance.ts';
import { subscriptionId } from '../../../functions/kernel/ids.ts';
import { type Instant, parseInstant } from '../../../functions/kernel/instant.ts';
import { MeterlineError } from '../../../functions/kernel/meterline-error.ts';
import { decimal, plain, sum } from '../../../functions/money/decimal.ts';
import { type Change, changed, closingIn, moment, type Run, runOf, until } from './subscription-run.ts';
import { customer, planOf } from './transcoding.ts';

// A subscription that starts on 1 October 2026, which has 31 days. Its fee is 31.00 a month, so that a day costs 1.00;
// what it may be changed to costs 62.00 a month, in advance: a day costs 2.00.

const fee = (amount: string, billed: 'advance' | 'arrears', prorated = true) => ({
  ...{ id: 'fee', model: 'flat', amount, billed, prorated },
});
const version = (number: number, ...charges: readonly unknown[]): PlanVersion => ({
  ...planOf(...charges),
  version: number,
});
const advance = version(1, fee('31', 'advance'));
const arrears = version(2, fee('31', 'arrears'));
const dearer = version(3, fee('62', 'advance'));
const once = version(4, fee('62', 'advance', false));
const yearly: PlanVersion = { ...version(5, fee('365', 'advance')), interval: 'year' };
const plans = [advance, arrears, dearer, once, yearly];

const day = (text: string): Instant => parseInstant(`2026-${text}T00:00:00Z`);
const start = day('10-01');

const begun = (plan: PlanVersion, trialDays?: number): Subscription =>
  subscribe(
    { startAt: start, trialDays },
    {
      ...{ id: subscriptionId('sub_1'), customer, plan, createdAt: day('09-15') },
      ...moment(day('09-15')),
    },
  );

/** The invoices until November has begun and October is billed. */
const billed = (run: Run) => until(run, parseInstant('2026-11-01T02:00:00Z'));
const run = (subscription: Subscription) => runOf(subscription, plans);

type When = 'now' | 'period_end' | Instant;
const onto =
  (plan: PlanVersion, when: When): Change =>
  (subscription, now) =>
    changePlan(subscription, plan, when, moment(now));
const ended =
  (when: When | 'never'): Change =>
  (subscription, now) =>
    cancel(subscription, when, moment(now));

/** When the request comes: before the start; at it or minutes after it, before its fees are billed; and after that. */
const moments = {
  before: { nows: [day('09-20'), parseInstant('2026-09-30T23:59:59.999Z')], isBilled: false },
  unbilled: { nows: [start, parseInstant('2026-10-01T00:10:00Z')], isBilled: false },
  billed: { nows: [start, parseInstant('2026-10-01T00:10:00Z')], isBilled: true },
} as const;
type MomentName = keyof typeof moments;

const outcomes = (subscription: Subscription, name: MomentName, changes: readonly Change[]) =>
  moments[name].nows.map((now) => {
    const asked = moments[name].isBilled ? until(run(subscription), now) : run(subscription);
    const { subscription: last, invoices } = billed(changes.reduce((one, change) => changed(one, change, now), asked));
    return [last.status, ...invoices].join(', ');
  });

const paused =
  (from: Instant | 'now', to: Instant | null): Change =>
  (subscription, now) =>
    pause(subscription, { from, to }, moment(now));
const resumed =
  (when: Instant | 'now'): Change =>
  (subscription, now) =>
    resume(subscription, when, moment(now));

const inAdvance = begun(advance);
const inArrears = begun(arrears);
/** Its trial ends on 16 October. */
const onTrial = begun(advance, 15);
const eleventh = day('10-11');
const november = day('11-01');
const whens = ['now', 'period_end', eleventh] as const;

/** What has come of it by November, for a request before the start, at it while its fees are not billed, and after that. */
type Row = [what: string, of: Subscription, changes: readonly Change[], Readonly<Record<MomentName, string>>];
const same = (outcome: string) => ({ before: outcome, unbilled: outcome, billed: outcome });
const all: readonly Row[] = [
  ['in advance, nothing', inAdvance, [], same('active, 10-01 31.00, 11-01 31.00')],
  ['in arrears, nothing', inArrears, [], same('active, 11-01 31.00')],
  ['trial, nothing', onTrial, [], same('active, 10-16 31.00')],

  // 31.00 too much has been billed, and 62.00 too little; November costs 62.00.
  [
    'in advance, changed now',
    inAdvance,
    [onto(dearer, 'now')],
    { ...same('active, 10-01 62.00, 11-01 62.00'), billed: 'active, 10-01 31.00, 11-01 93.00' },
  ],
  ['in advance, changed at the end', inAdvance, [onto(dearer, 'period_end')], same('active, 10-01 31.00, 11-01 62.00')],
  // 10.00 for ten days and 42.00 for 21; where 31.00 were billed, − 21.00 + 42.00 + 62.00 for November.
  [
    'in advance, changed on 11 October',
    inAdvance,
    [onto(dearer, eleventh)],
    { ...same('active, 10-01 52.00, 11-01 62.00'), billed: 'active, 10-01 31.00, 11-01 83.00' },
  ],
  ['in arrears, changed now', inArrears, [onto(dearer, 'now')], same('active, 10-01 62.00, 11-01 62.00')],
  ['in arrears, changed at the end', inArrears, [onto(dearer, 'period_end')], same('active, 11-01 93.00')],
  // What is planned before a period is billed in advance: 42.00. What comes in it is billed at its end.
  [
    'in arrears, changed on 11 October',
    inArrears,
    [onto(dearer, eleventh)],
    { ...same('active, 11-01 114.00'), before: 'active, 10-01 42.00, 11-01 72.00' },
  ],
  ['trial, changed now', onTrial, [onto(dearer, 'now')], same('active, 10-16 62.00')],
  ['trial, changed at the end', onTrial, [onto(dearer, 'period_end')], same('active, 10-16 62.00')],
  ['trial, changed on 11 October', onTrial, [onto(dearer, eleventh)], same('active, 10-16 62.00')],
  [
    'in advance, to arrears now',
    inAdvance,
    [onto(arrears, 'now')],
    { ...same('active, 11-01 31.00'), billed: 'active, 10-01 31.00, 11-01 0.00' },
  ],

  // An hour of October costs 31.00 / 744 = 0.04; of 31.00, 30.96 come back.
  [
    'in advance, cancelled now',
    inAdvance,
    [ended('now')],
    {
      before: 'cancelled',
      unbilled: 'cancelled, 10-01 0.04, 10-01 0.00',
      billed: 'cancelled, 10-01 31.00, 10-01 -30.96',
    },
  ],
  ['in advance, cancelled at the end', inAdvance, [ended('period_end')], same('cancelled, 10-01 31.00, 11-01 0.00')],
  [
    'in advance, cancelled on 11 October',
    inAdvance,
    [ended(eleventh)],
    { ...same('cancelled, 10-01 10.00, 10-11 0.00'), billed: 'cancelled, 10-01 31.00, 10-11 -21.00' },
  ],
  ['in arrears, cancelled now', inArrears, [ended('now')], { ...same('cancelled, 10-01 0.04'), before: 'cancelled' }],
  ['in arrears, cancelled at the end', inArrears, [ended('period_end')], same('cancelled, 11-01 31.00')],
  ['in arrears, cancelled on 11 October', inArrears, [ended(eleventh)], same('cancelled, 10-11 10.00')],
  ['trial, cancelled now', onTrial, [ended('now')], { ...same('cancelled, 10-01 0.00'), before: 'cancelled' }],
  ['trial, cancelled at the end', onTrial, [ended('period_end')], same('cancelled, 10-16 0.00')],
  ['trial, cancelled on 11 October', onTrial, [ended(eleventh)], same('cancelled, 10-11 0.00')],

  // A pause over all of October leaves no fee for it; resumed at its beginning, it was none.
  [
    'in advance, paused for October',
    inAdvance,
    [paused(start, november)],
    { ...same('active, 11-01 31.00'), billed: 'active, 10-01 31.00, 11-01 0.00' },
  ],
  [
    'in advance, paused and resumed',
    inAdvance,
    [paused(start, november), resumed(start)],
    same('active, 10-01 31.00, 11-01 31.00'),
  ],
  [
    'in advance, paused now and resumed now',
    inAdvance,
    [paused('now', null), resumed('now')],
    same('active, 10-01 31.00, 11-01 31.00'),
  ],

  // A fee that is not prorated is due at the start if its plan is in force there, and else with the next period.
  ['in arrears, now not prorated', inArrears, [onto(once, 'now')], same('active, 10-01 62.00, 11-01 62.00')],
  ['in arrears, not prorated from 11 October on', inArrears, [onto(once, eleventh)], same('active, 11-01 72.00')],

  // A year costs 365.00. On 11 October the month ends, with 10.00 of 31.00.
  ['in arrears, yearly on 11 October', inArrears, [onto(yearly, eleventh)], same('active, 10-11 375.00')],
  ['in advance, yearly at the end', inAdvance, [onto(yearly, 'period_end')], same('active, 10-01 31.00, 11-01 365.00')],
  ['in arrears, yearly now', inArrears, [onto(yearly, 'now')], same('active, 10-01 365.00')],
];

/** What is planned and taken back again has never been. */
const takenBack: readonly Row[] = whens.flatMap((when): readonly Row[] => [
  [
    `in advance, changed and back, ${when}`,
    inAdvance,
    [onto(dearer, when), onto(advance, when)],
    same('active, 10-01 31.00, 11-01 31.00'),
  ],
  [
    `in arrears, changed and back, ${when}`,
    inArrears,
    [onto(dearer, when), onto(arrears, when)],
    same('active, 11-01 31.00'),
  ],
  [`trial, changed and back, ${when}`, onTrial, [onto(dearer, when), onto(advance, when)], same('active, 10-16 31.00')],
  [
    `in advance, cancelled and back, ${when}`,
    inAdvance,
    [ended(when), ended('never')],
    same('active, 10-01 31.00, 11-01 31.00'),
  ],
  [`in arrears, cancelled and back, ${when}`, inArrears, [ended(when), ended('never')], same('active, 11-01 31.00')],
  [`trial, cancelled and back, ${when}`, onTrial, [ended(when), ended('never')], same('active, 10-16 31.00')],
]);

describe('a subscription that has not begun, or has just begun', () => {
  const rows = [...all, ...takenBack].flatMap(([what, of, changes, outcome]) =>
    (['before', 'unbilled', 'billed'] as const).map((name) => [what, name, outcome[name], of, changes] as const),
  );
  /** What is cancelled now before its start has ended: another one can be made, and there is nothing to take back. */
  const isFinal = (what: string, name: string) => name === 'before' && what.endsWith('cancelled and back, now');

  it.each(rows.filter(([what, name]) => !isFinal(what, name)))('%s (%s): %s', (_what, name, outcome, of, changes) => {
    expect(outcomes(of, name, changes)).toEqual([outcome, outcome]);
  });

  it.each(rows.filter(([what, name]) => isFinal(what, name)))('%s (%s) is refused', (_what, name, _, of, changes) => {
    expect(() => outcomes(of, name, changes)).toThrow(expect.objectContaining({ code: 'subscription_cancelled' }));
  });

  it('is taken back altogether by a time until its start, once: 1 October itself too, and not a window later', () => {
    const at = (when: Instant) => outcomes(inAdvance, 'before', [ended(when)])[0];
    expect([at(day('09-25')), at(start)]).toEqual(['cancelled', 'cancelled']);
    expect(at(parseInstant('2026-10-01T01:00:00Z'))).toBe('cancelled, 10-01 0.04, 10-01 0.00');
  });
});

const someDay = fc.integer({ min: 2, max: 31 }).map((date) => day(`10-${String(date).padStart(2, '0')}`));
const someChange: fc.Arbitrary<Change> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(advance, arrears, dearer, once),
      fc.oneof(fc.constant('now' as const), fc.constant('period_end' as const), someDay),
    )
    .map(([plan, when]) => onto(plan, when)),
  fc.oneof(fc.constant('never' as const), fc.constant('period_end' as const), someDay).map(ended),
  fc
    .tuple(fc.constantFrom<Instant | 'now'>('now', day('10-05')), fc.constantFrom(day('10-20'), november))
    .map(([from, to]) => paused(from, to)),
  fc.oneof(fc.constant('now' as const), someDay).map(resumed),
);
const someStart = fc.constantFrom(inAdvance, inArrears, onTrial, begun(once));

/** The change, or nothing where it is refused. */
const tried = (one: Run, change: Change, now: Instant): Run => {
  try {
    return changed(one, change, now);
  } catch (error) {
    if (error instanceof MeterlineError) return one;
    throw error;
  }
};

describe('law: of changes from the start of a subscription on', () => {
  it('the sum does not depend on whether its start was billed before them or after them', () => {
    const sumOf = ({ invoices }: Run) => plain(sum(invoices.map((one) => decimal(one.split(' ')[1] ?? ''))));
    fc.assert(
      fc.property(someStart, fc.array(someChange, { maxLength: 4 }), (of, changes) => {
        const all = (one: Run) => sumOf(billed(changes.reduce((before, change) => tried(before, change, start), one)));
        expect(all(until(run(of), start))).toBe(all(run(of)));
      }),
      { numRuns: 500 },
    );
  });

  it('it has an invoice at its start if and only if fees in advance are due for what is planned of the first period', () => {
    fc.assert(
      fc.property(someStart, fc.array(someChange, { maxLength: 4 }), (of, changes) => {
        const planned = changes.reduce((one, change) => tried(one, change, day('09-20')), run(of));
        const { subscription } = planned;
        const fees = feesOf(closingIn(planned), periodOf(subscription, 0));
        expect(subscription.period.index).toBe(fees.length > 0 ? -1 : 0);
        expect(subscription.closeAt).toBe(closeAtOf(subscription.period, 1));
      }),
      { numRuns: 500 },
    );
  });
});
