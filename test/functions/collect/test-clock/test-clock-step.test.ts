import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertReachable } from '../../../../functions/collect/test-clock/test-clock-bounds.ts';
import { nextStep, type Pending } from '../../../../functions/collect/test-clock/test-clock-step.ts';
import { plusHours } from '../../../../functions/kernel/instant.ts';
import { at, subscription } from '../overdue.ts';

const now = at('2026-11-01T00:00:00Z');
const target = at('2026-12-01T00:00:00Z');
const close = (time: string): Pending => ({
  kind: 'close',
  at: at(time),
  subscriptionId: subscription,
  periodEnd: now,
});
const wake = (time: string): Pending => ({ kind: 'wake', at: at(time), token: time, reason: 'charge' });
const running: Pending = { kind: 'running' };

describe('test clock: what falls due happens in the order of time', () => {
  it.each<[string, readonly Pending[], unknown]>([
    ['nothing is ahead: to the target', [], { kind: 'move', to: target }],
    [
      'to what comes first',
      [close('2026-11-20T00:00:00Z'), wake('2026-11-08T00:00:00Z')],
      { kind: 'move', to: at('2026-11-08T00:00:00Z') },
    ],
    ['what lies beyond the target has time', [wake('2026-12-24T00:00:00Z')], { kind: 'move', to: target }],
    [
      'what is due is set off',
      [wake('2026-11-01T00:00:00Z'), close('2026-11-20T00:00:00Z')],
      { kind: 'settle', due: [wake('2026-11-01T00:00:00Z')] },
    ],
    ['what is at work holds the clock', [running, wake('2026-11-08T00:00:00Z')], { kind: 'settle', due: [] }],
    [
      'and what is due beside it is set off',
      [running, close('2026-10-01T00:00:00Z')],
      { kind: 'settle', due: [close('2026-10-01T00:00:00Z')] },
    ],
  ])('%s', (_, pending, step) => {
    expect(nextStep(now, target, pending)).toEqual(step);
  });

  it('arrives when it shows the target and all is settled', () => {
    expect(nextStep(target, target, [wake('2026-12-24T00:00:00Z')])).toEqual({ kind: 'arrived' });
    expect(nextStep(target, target, [running])).toEqual({ kind: 'settle', due: [] });
  });

  it('never passes anything by, nor the target', () => {
    const hours = fc.array(fc.integer({ min: -100, max: 1000 }), { maxLength: 8 });
    fc.assert(
      fc.property(hours, (dueIn) => {
        const pending = dueIn.map((hour): Pending => wake(plusHours(now, hour)));
        const step = nextStep(now, target, pending);
        const passed = pending.filter((one) => one.kind !== 'running' && step.kind === 'move' && one.at < step.to);
        expect(passed).toEqual([]);
        if (step.kind === 'move') expect(step.to > now && step.to <= target).toBe(true);
      }),
    );
  });
});

describe('advance: forward, two years at most', () => {
  it.each(['2026-11-01T00:00:00Z', '2026-11-01T00:00:00.001Z', '2028-11-01T00:00:00Z'])('to %s', (to) => {
    expect(() => assertReachable({ now }, at(to))).not.toThrow();
  });

  it.each([
    ['2026-10-31T23:59:59.999Z', 'clock_backwards'],
    ['2028-11-01T00:00:00.001Z', 'clock_too_far'],
  ])('not to %s: %s', (to, code) => {
    expect(() => assertReachable({ now }, at(to))).toThrow(expect.objectContaining({ code }));
  });
});
