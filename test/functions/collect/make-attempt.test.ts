import { describe, expect, it } from 'vitest';
import { type Attempt, idempotencyKeyOf } from '../../../functions/collect/attempt.ts';
import { begun, type Collection } from '../../../functions/collect/collection.ts';
import type { Dunning } from '../../../functions/collect/dunning.ts';
import type { ChargeResult } from '../../../functions/collect/gateway/charging.ts';
import { type AttemptLedger, makeAttempt, type Scene } from '../../../functions/collect/make-attempt.ts';
import { plusDays } from '../../../functions/kernel/instant.ts';
import { due, finalizedAt, invoiceOf } from './overdue.ts';

const { id: invoiceId, customerId } = invoiceOf();
const step = { customerId, invoiceId, attempt: 1 };
const succeeded: ChargeResult = { outcome: 'succeeded', paymentId: 'pay_1' };
const soft: ChargeResult = { outcome: 'declined', code: 'insufficient_funds', hard: false };
const attempt: Attempt = {
  ...{ customerId, invoiceId, number: 1, trigger: 'first', at: finalizedAt, amount: due, paymentMethod: 'pm_1' },
  result: { outcome: 'pending' },
};
const begin = begun({ invoiceId, customerId, number: 'INV-000001', amountDue: due, startedAt: finalizedAt });

interface Setting {
  /** What is written down of the attempt before the run. */
  readonly written?: Attempt;
  /** What another run writes down just before this one would. */
  readonly raced?: Attempt;
  /** What another run has concluded just before this one would. */
  readonly concluded?: Attempt | 'gone';
  readonly charges?: ChargeResult;
  /** What the gateway has done under the key before. */
  readonly found?: ChargeResult;
  readonly method?: string | null;
  readonly dunning?: Dunning;
  readonly status?: 'open' | 'paid';
  readonly now?: typeof finalizedAt;
}

/** A ledger and a gateway that note what they are asked. */
const run = async (setting: Setting) => {
  const { written, raced, concluded, charges = succeeded, found, method = 'pm_1', status = 'open' } = setting;
  const asked: string[] = [];
  const noted: { attempt?: Attempt; dunning?: Dunning | null; key?: string } = {};
  let kept = written;
  const collection: Collection = { ...begin, dunning: setting.dunning ?? null };
  const scene: Scene = {
    ...{ collection, customer: { paymentMethod: method }, now: setting.now ?? finalizedAt },
    invoice: { status, amountRemaining: due },
  };
  const ledger: AttemptLedger = {
    find: async () => kept,
    scene: async () => scene,
    begin: async (one) => {
      kept = raced ?? one;
      noted.attempt = kept;
      return raced === undefined;
    },
    conclude: async (_, result, dunning) => {
      noted.dunning = dunning;
      if (concluded === undefined) return true;
      kept = concluded === 'gone' ? undefined : concluded;
      asked.push(`lost ${result.outcome}`);
      return false;
    },
    close: async () => {
      asked.push('close');
    },
  };
  const gateway = {
    find: async () => {
      asked.push('find');
      return found;
    },
    charge: async ({ idempotencyKey }: { readonly idempotencyKey: string }) => {
      asked.push('charge');
      noted.key = idempotencyKey;
      return charges;
    },
  };
  const outcome = await makeAttempt({ ledger, gateway, days: [1, 3] }, step);
  return { outcome, asked: asked.join(', '), ...noted };
};

describe('an attempt is charged once', () => {
  it('the first run charges at once, under the key of the attempt', async () => {
    expect(await run({})).toMatchObject({ outcome: 'paid', asked: 'charge', key: idempotencyKeyOf(attempt) });
  });

  it('a run that finds it begun asks the gateway before it charges: it may have been charged', async () => {
    expect(await run({ written: attempt, found: succeeded })).toMatchObject({ outcome: 'paid', asked: 'find' });
    expect(await run({ written: attempt })).toMatchObject({ outcome: 'paid', asked: 'find, charge' });
  });

  it('a run that was slower than another one asks too', async () => {
    expect(await run({ raced: attempt, found: succeeded })).toMatchObject({ outcome: 'paid', asked: 'find' });
    expect(await run({ raced: attempt })).toMatchObject({ outcome: 'paid', asked: 'find, charge' });
  });

  it.each([
    [succeeded, 'paid'],
    [soft, 'declined'],
  ])('a run that finds it concluded (%j) asks nobody: %s', async (result, outcome) => {
    expect(await run({ written: { ...attempt, result } })).toMatchObject({ outcome, asked: '' });
  });

  it('where another run has concluded it meanwhile, that one counts', async () => {
    const declined = { ...attempt, result: soft };
    expect(await run({ concluded: declined })).toMatchObject({ outcome: 'declined', asked: 'charge, lost succeeded' });
  });

  it.each([
    ['still pending', attempt],
    ['gone', 'gone' as const],
  ])('where it cannot be concluded and is %s, the collection is somewhere else', async (_, concluded) => {
    await expect(run({ concluded })).rejects.toMatchObject({ code: 'collection_moved_on' });
  });
});

describe('without a payment method', () => {
  it('the gateway is not asked: it is declined, and the customer has until the last day', async () => {
    const { outcome, asked, dunning } = await run({ method: null });
    expect([outcome, asked]).toEqual(['declined', '']);
    expect(dunning).toMatchObject({ stage: 2, next: { kind: 'payment_method', at: plusDays(finalizedAt, 3) } });
  });

  it('also where it was removed after a soft decline, when the day comes', async () => {
    const dunning: Dunning = {
      ...{ firstFailedAt: finalizedAt, stage: 1, triedMethod: 'pm_1' },
      next: { kind: 'retry', at: plusDays(finalizedAt, 1) },
    };
    const removed = await run({ method: null, dunning, now: plusDays(finalizedAt, 1) });
    expect([removed.outcome, removed.asked, removed.attempt?.trigger]).toEqual(['declined', '', 'schedule']);
    expect(await run({ method: null, dunning, now: finalizedAt })).toMatchObject({ outcome: 'not_yet', asked: '' });
  });
});

describe('after a decline', () => {
  it('the schedule goes on: the next attempt is a day after the first failure', async () => {
    expect((await run({ charges: soft })).dunning).toEqual({
      ...{ firstFailedAt: finalizedAt, stage: 1, triedMethod: 'pm_1' },
      next: { kind: 'retry', at: plusDays(finalizedAt, 1) },
    });
  });

  it('of a second attempt, the days are still counted from the first', async () => {
    const before: Dunning = {
      ...{ firstFailedAt: finalizedAt, stage: 1, triedMethod: 'pm_1' },
      next: { kind: 'retry', at: plusDays(finalizedAt, 1) },
    };
    const now = plusDays(finalizedAt, 1);
    expect((await run({ charges: soft, dunning: before, now })).dunning).toEqual({
      ...{ firstFailedAt: finalizedAt, stage: 2, triedMethod: 'pm_1' },
      next: { kind: 'retry', at: plusDays(finalizedAt, 3) },
    });
  });

  it('there is no dunning after a success', async () => {
    expect((await run({})).dunning).toBeNull();
  });
});

describe('an invoice that is not open any more', () => {
  it('is not charged: its collection is closed', async () => {
    expect(await run({ status: 'paid' })).toMatchObject({ outcome: 'closed', asked: 'close' });
  });
});
