import { describe, expect, it } from 'vitest';
import { announcementsOf } from '../../../../functions/invoice/invoice-news.ts';
import { issue } from '../../../../functions/invoice/issue/issue.ts';
import { invoiceNumber } from '../../../../functions/invoice/table/invoice-number.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { buyer as anyBuyer, drafted, minutes, planOf, seller } from '../transcoding.ts';

const at = parseInstant('2026-11-01T01:02:00Z');
const buyer = { ...anyBuyer, name: 'Renamed Ltd' };
const draftOf = (used: string) => drafted(planOf(minutes), used);
const issued = (used: string) => issue(draftOf(used), { number: 'INV-000007', buyer, seller, at });

describe('a draft becomes final', () => {
  it('open while something is due, with its number and the customer as of now', () => {
    expect(issued('3400')).toMatchObject({ status: 'open', number: 'INV-000007', issuedAt: at, buyer, seller });
  });

  it('paid without a charge where nothing is due', () => {
    expect(issued('0')).toMatchObject({ status: 'paid', number: 'INV-000007', paidAt: at, paymentId: null });
  });
});

describe('numbers', () => {
  it.each([
    [1, 'INV-000001'],
    [999_999, 'INV-999999'],
    [1_000_000, 'INV-1000000'],
  ])('the %i-th is %s', (ordinal, expected) => expect(invoiceNumber('INV', ordinal)).toBe(expected));
});

describe('what the later stages hear', () => {
  it('of 268.00 USD: finalized, with all that collecting takes', () => {
    const [finalized, ...more] = announcementsOf(issued('3400'));
    expect(more).toEqual([]);
    expect(finalized).toEqual({
      type: 'invoice.finalized',
      id: expect.stringMatching(/^invoice\.finalized#inv_/),
      detail: {
        invoiceId: issued('3400').id,
        customerId: 'cust_8821',
        subscriptionId: 'sub_1',
        number: 'INV-000007',
        currency: 'USD',
        total: '268.00',
        amountDue: '268.00',
        testClockId: null,
      },
    });
  });

  it('of 0.00: finalized and paid', () => {
    expect(announcementsOf(issued('0')).map(({ type }) => type)).toEqual(['invoice.finalized', 'invoice.paid']);
  });

  it('of a draft: that it is held', () => {
    expect(announcementsOf(draftOf('3400')).map(({ type }) => type)).toEqual(['invoice.held']);
  });
});
