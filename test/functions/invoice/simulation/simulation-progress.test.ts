import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  begunSimulation,
  differenceKey,
  withCustomers,
  withTotal,
} from '../../../../functions/invoice/simulation/simulation-progress.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';

const now = parseInstant('2026-11-26T00:00:00Z');
const begun = begunSimulation(
  { id: 'sim_1', planId: 'a', planVersion: null, to: { planId: 'a', planVersion: 2 }, periods: 1, includeOpen: false },
  now,
);
const found = (customerId: string, currency: string, old: string, next: string, difference: string) => ({
  ...{
    customerId,
    subscriptionId: `sub_${customerId}`,
    currency,
    old,
    new: next,
    difference,
    code: null,
    detail: null,
  },
});
const refused = {
  ...{ ...found('x', 'EUR', '', '', ''), old: null, new: null, difference: null },
  ...{ code: 'currency_not_priced', detail: 'no price' },
};

describe('what a simulation comes to', () => {
  it('currencies have sums of their own; refused ones are in none', () => {
    const page = [found('a', 'USD', '268.00', '272.00', '4.00'), found('b', 'JPY', '500', '400', '-100'), refused];
    const first = withCustomers(withTotal(begun, 4, now), page, 'more', now);
    expect(first).toMatchObject({ status: 'running', progress: { total: 4, done: 3, refused: 1 }, revision: 2 });
    const last = withCustomers(first, [found('c', 'USD', '100.00', '80.00', '-20.00')], null, now);
    expect(last).toMatchObject({ status: 'done', progress: { total: 4, done: 4, refused: 1 } });
    expect(last.totals).toEqual([
      { currency: 'JPY', old: '500', new: '400', difference: '-100', winners: 1, losers: 0, unchanged: 0 },
      { currency: 'USD', old: '368.00', new: '352.00', difference: '-16.00', winners: 1, losers: 1, unchanged: 0 },
    ]);
  });
});

describe('the order of the customers', () => {
  it('is that of the differences, whatever their sign', () => {
    const cents = fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n });
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const key = (amount: bigint) => differenceKey(found('c', 'JPY', '0', '0', String(amount)));
        expect(key(a) < key(b)).toBe(a < b);
      }),
    );
  });

  it('puts those that were refused at the end', () => {
    expect(differenceKey(refused) < differenceKey(found('a', 'EUR', '1', '0', '-99999999'))).toBe(true);
  });
});
