import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterFailure } from '../../../functions/collect/dunning.ts';
import { checkedDays, daysFromText, daysToText } from '../../../functions/collect/dunning-contract.ts';
import { plusDays, plusMilliseconds } from '../../../functions/kernel/instant.ts';
import { at } from './overdue.ts';

const days = [1, 3, 7, 14];
const first = at('2026-11-01T01:00:00Z');
const failure = (failedAt: string, hard = false) => ({ at: at(failedAt), hard, method: 'pm_sim_declined' });

describe('dunning: days 1, 3, 7 and 14 after the first failure, then it is given up', () => {
  it.each([
    ['2026-11-01T01:00:00Z', 1, 'retry', '2026-11-02T01:00:00Z', 'the first failure: day 1 is ahead'],
    ['2026-11-02T01:00:00Z', 2, 'retry', '2026-11-04T01:00:00Z', 'day 1 failed: day 3 is ahead'],
    ['2026-11-04T01:00:02Z', 3, 'retry', '2026-11-08T01:00:00Z', 'day 3 failed, late by seconds: day 7 is ahead'],
    ['2026-11-08T01:00:00Z', 4, 'retry', '2026-11-15T01:00:00Z', 'day 7 failed: day 14 is ahead'],
    ['2026-11-06T12:00:00Z', 3, 'retry', '2026-11-08T01:00:00Z', 'a new payment method on day 5 uses no day'],
    ['2026-11-07T23:00:00Z', 3, 'retry', '2026-11-08T01:00:00Z', 'nor does one hours before day 7'],
    ['2026-11-09T00:00:00Z', 4, 'retry', '2026-11-15T01:00:00Z', 'made late, it stands for the days that passed'],
  ])('failed at %s: stage %i, %s at %s: %s', (failedAt, stage, kind, next) => {
    const firstFailedAt = failedAt === '2026-11-01T01:00:00Z' ? null : first;
    expect(afterFailure(days, firstFailedAt, failure(failedAt))).toEqual({
      firstFailedAt: first,
      stage,
      next: { kind, at: at(next) },
      triedMethod: 'pm_sim_declined',
    });
  });

  it.each(['2026-11-15T01:00:00Z', '2026-12-24T00:00:00Z'])('failed at %s: the last day is over', (failedAt) => {
    expect(afterFailure(days, first, failure(failedAt)).next).toEqual({ kind: 'give_up' });
    expect(afterFailure(days, first, failure(failedAt, true)).next).toEqual({ kind: 'give_up' });
  });

  it.each(['2026-11-01T01:00:00Z', '2026-11-08T01:00:00Z'])(
    'a hard decline at %s: no attempts, but until day 14 another payment method is waited for',
    (failedAt) => {
      expect(afterFailure(days, first, failure(failedAt, true))).toMatchObject({
        stage: 4,
        next: { kind: 'payment_method', at: at('2026-11-15T01:00:00Z') },
      });
    },
  );

  it('whatever fails in between, each day has its turn once and it ends on the last', () => {
    const minutes = fc.array(fc.integer({ min: 0, max: 20 * 24 * 60 }), { maxLength: 10 });
    fc.assert(
      fc.property(minutes, (early) => {
        let dunning = afterFailure(days, null, failure(first));
        const turns: string[] = [];
        for (const minute of early.toSorted((a, b) => a - b)) {
          const now = plusMilliseconds(first, minute * 60_000);
          while (dunning.next.kind === 'retry' && dunning.next.at <= now) {
            turns.push(dunning.next.at);
            dunning = afterFailure(days, first, failure(dunning.next.at));
          }
          if (dunning.next.kind === 'give_up') break;
          dunning = afterFailure(days, first, failure(now));
        }
        while (dunning.next.kind === 'retry') {
          turns.push(dunning.next.at);
          dunning = afterFailure(days, first, failure(dunning.next.at));
        }
        expect(turns).toEqual(days.map((day) => plusDays(first, day)));
      }),
    );
  });
});

describe('dunning days: whole, ascending, 1 to 300, at least one', () => {
  it('is read back as it was written', () => {
    expect(daysFromText(daysToText([1, 3, 7, 14]))).toEqual([1, 3, 7, 14]);
  });

  it.each([[[]], [[0, 1]], [[1, 1]], [[3, 2]], [[1.5]], [[301]], [[Number.NaN]], [[-1]]])('refuses %j', (given) => {
    expect(() => checkedDays(given)).toThrow(expect.objectContaining({ code: 'invalid_dunning_days' }));
  });
});
