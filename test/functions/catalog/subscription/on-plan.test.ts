import { describe, expect, it } from 'vitest';
import { changePlan } from '../../../../functions/catalog/change/change-subscription.ts';
import { isOnPlan } from '../../../../functions/catalog/subscription/on-plan.ts';
import type { Subscription } from '../../../../functions/catalog/subscription/subscription.ts';
import { planId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { subscription as october } from '../../invoice/transcoding.ts';

const [transcoding, pro] = [planId('transcoding'), planId('pro')];
const moment = { now: parseInstant('2026-10-10T00:00:00Z'), graceHours: 1, windowMinutes: 60 };
const toPro = (at: string): Subscription =>
  changePlan(october, { planId: pro, version: 3, interval: 'month' }, parseInstant(at), moment);
const on = (of: Subscription, plan = transcoding, planVersion: number | null = null) =>
  isOnPlan(of, { planId: plan, planVersion });

describe('a subscription is on a plan', () => {
  it('in any version, or in the one that is named', () => {
    expect([on(october), on(october, transcoding, 3), on(october, transcoding, 4), on(october, pro)]).toEqual([
      ...[true, true, false, false],
    ]);
  });

  it('that it has at the end of its open period: a change at that very end belongs to the next one', () => {
    const [within, atEnd] = [toPro('2026-10-16T00:00:00Z'), toPro('2026-11-01T00:00:00Z')];
    expect([on(within), on(within, pro, 3), on(atEnd), on(atEnd, pro)]).toEqual([false, true, true, false]);
  });

  it('no more when it is cancelled', () => {
    expect(on({ ...october, status: 'cancelled' })).toBe(false);
  });
});
