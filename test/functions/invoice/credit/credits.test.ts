import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCredits, maxGrantsPerInvoice } from '../../../../functions/invoice/credit/apply-credits.ts';
import { type CreditGrant, creditGrantId, grantStatus } from '../../../../functions/invoice/credit/credit-grant.ts';
import { noEntries } from '../../../../functions/invoice/credit/entry-list.ts';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { parseInstant, plusDays } from '../../../../functions/kernel/instant.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import {
  add,
  type Money,
  money,
  moneyFromWire,
  settledToWire,
  subtract,
  total,
} from '../../../../functions/money/money.ts';

const usd = currency('USD');
const dollars = (amount: string) => moneyFromWire(amount, usd);
const day = (text: string) => parseInstant(`2026-${text}T00:00:00Z`);
const issued = day('11-01');

const grant = (id: string, amount: string, more: Partial<CreditGrant> = {}): CreditGrant => ({
  ...{ id: creditGrantId(id), customerId: customerId('cust_8821'), name: `Credit ${id}`, paid: null, priority: 100 },
  ...{ amount: dollars(amount), remaining: dollars(amount), expiresAt: null, voidedAt: null, createdAt: day('01-01') },
  entries: noEntries,
  ...more,
});

const settled = (sum: string, grants: readonly CreditGrant[], balance = '0.00') => {
  const { credits, balanceBefore, balanceAfter, amountDue } = applyCredits(
    dollars(sum),
    grants,
    dollars(balance),
    issued,
  );
  const used = credits.map(({ grantId, amount }) => `${grantId} ${settledToWire(amount)}`);
  return { used, sums: [balanceBefore, balanceAfter, amountDue].map(settledToWire).join(' ') };
};

describe('credits: grants pay the total, then the balance, and what is left is due', () => {
  it.each([
    ['100.00', '30.00', '0.00', ['a 30.00'], '0.00 0.00 70.00', '100.00 - 30.00 = 70.00'],
    ['100.00', '130.00', '0.00', ['a 100.00'], '0.00 0.00 0.00', 'never more than the total: 30.00 stay on the grant'],
    ['100.00', '30.00', '50.00', ['a 30.00'], '50.00 0.00 20.00', '100.00 - 30.00 - 50.00 = 20.00'],
    ['100.00', '30.00', '90.00', ['a 30.00'], '90.00 20.00 0.00', '70.00 of the balance'],
    ['0.00', '30.00', '5.00', [], '5.00 5.00 0.00', 'nothing to pay'],
    ['-44.00', '30.00', '0.00', [], '0.00 44.00 0.00', 'a negative total becomes balance'],
    ['-1.00', '30.00', '4.00', [], '4.00 5.00 0.00', 'balance upon balance'],
    ['10.00', '30.00', '-5.00', ['a 10.00'], '-5.00 0.00 5.00', 'what is owed on the balance is due; no grant pays it'],
    ['-3.00', '30.00', '-5.00', [], '-5.00 0.00 2.00', '3.00 of the 5.00 owed'],
  ])('%s with a grant of %s and a balance of %s', (sum, amount, balance, used, sums) => {
    expect(settled(sum, [grant('a', amount)], balance)).toEqual({ used, sums });
  });
});

describe('which grant first', () => {
  it.each([
    ['the lower priority', { priority: 2 }, { priority: 1, expiresAt: null }],
    ['then what expires first', { expiresAt: day('12-02') }, { expiresAt: day('12-01') }],
    ['what expires before what does not', {}, { expiresAt: day('12-01') }],
    ['then the oldest', { createdAt: day('02-02') }, { createdAt: day('02-01') }],
  ])('%s', (_, second, first) => {
    const grants = [grant('second', '30.00', second), grant('first', '30.00', first)];
    expect(settled('40.00', grants).used).toEqual(['first 30.00', 'second 10.00']);
  });

  it(`${maxGrantsPerInvoice} at most: the rest is for the next invoice`, () => {
    const grants = Array.from({ length: maxGrantsPerInvoice + 1 }, (_, index) => grant(`g${index}`, '1.00'));
    expect(settled('100.00', grants)).toMatchObject({ sums: '0.00 0.00 60.00' });
  });
});

describe('a grant that does not pay', () => {
  it.each([
    [
      'another currency',
      { amount: moneyFromWire('30', currency('EUR')), remaining: moneyFromWire('30', currency('EUR')) },
    ],
    ['used', { remaining: dollars('0.00') }],
    ['expired before', { expiresAt: day('10-31') }],
    ['expired just when the invoice is issued', { expiresAt: issued }],
  ])('%s', (_, more) => {
    expect(settled('40.00', [grant('a', '30.00', more)]).used).toEqual([]);
  });

  it('is void, used or expired, else active', () => {
    const soon = plusDays(issued, 1);
    const statuses = [
      grant('a', '1.00', { voidedAt: issued, remaining: dollars('0.00') }),
      grant('b', '1.00', { remaining: dollars('0.00'), expiresAt: issued }),
      grant('c', '1.00', { expiresAt: issued }),
      grant('d', '1.00', { expiresAt: soon }),
    ].map((each) => grantStatus(each, issued));
    expect(statuses).toEqual(['void', 'used', 'expired', 'active']);
  });
});

const cents = (min: number) =>
  fc.integer({ min, max: 100_000 }).map((value) => money(decimal(String(value)).div(100), usd));

describe('laws', () => {
  it('total = credits + (before - after) + due; no grant pays more than it has, all together no more than the total', () => {
    const some = fc.array(fc.record({ remaining: cents(0), priority: fc.integer({ min: 0, max: 3 }) }), {
      maxLength: 50,
    });
    fc.assert(
      fc.property(cents(-100_000), some, cents(-100_000), (sum, parts, balance) => {
        const grants = parts.map((part, index) => grant(`g${index}`, '1000.00', part));
        const { credits, credited, balanceBefore, balanceAfter, amountDue } = applyCredits(
          sum,
          grants,
          balance,
          issued,
        );
        const printed = (value: Money) => settledToWire(value);
        expect(printed(add(add(credited, subtract(balanceBefore, balanceAfter)), amountDue))).toBe(printed(sum));
        expect(
          printed(
            total(
              credits.map(({ amount }) => amount),
              usd,
            ),
          ),
        ).toBe(printed(credited));
        const left = new Map(grants.map(({ id, remaining }) => [id, remaining.amount]));
        for (const { grantId, amount } of credits) {
          expect(amount.amount.isPositive() && !amount.amount.isZero()).toBe(true);
          expect(left.get(grantId)?.greaterThanOrEqualTo(amount.amount)).toBe(true);
        }
        expect(amountDue.amount.isNegative()).toBe(false);
        expect(credited.amount.isZero() || credited.amount.lessThanOrEqualTo(sum.amount)).toBe(true);
      }),
    );
  });
});
