import './run-mocks.ts';

import { beforeEach, describe, expect, it } from 'vitest';
import { type Asked, RequestsAtOnce } from './requests-at-once.ts';

/** Requests of an operator about one customer, by name. Each pair of a group is run with the one coming in between at every
 *  moment of the other. */
const groups: Readonly<Record<string, Readonly<Record<string, Asked>>>> = {
  'an open invoice': {
    pay: ['lifecycle', 'POST /invoices/{invoiceId}/pay', { reference: 'transfer 7' }],
    payOtherwise: ['lifecycle', 'POST /invoices/{invoiceId}/pay', { reference: 'transfer 8' }],
    void: ['lifecycle', 'POST /invoices/{invoiceId}/void', { reason: 'wrong address' }],
    replace: ['lifecycle', 'POST /invoices/{invoiceId}/void', { reason: 'wrong address', replace: true }],
    creditAll: ['creditNotes', 'POST /invoices/{invoiceId}/credit-notes', { reason: 'outage', full: true }],
    creditMost: ['creditNotes', 'POST /invoices/{invoiceId}/credit-notes', { reason: 'outage', amount: '200.00' }],
    adjust: [
      'credits',
      'POST /customers/{customerId}/balance',
      { amount: '5.00', currency: 'USD', reason: 'goodwill' },
    ],
  },
  'a draft': {
    finalize: ['lifecycle', 'POST /invoices/{invoiceId}/finalize'],
    addLine: ['lifecycle', 'POST /invoices/{invoiceId}/lines', { description: 'Visit', amount: '12.00' }],
    removeLine: ['lifecycle', 'DELETE /invoices/{invoiceId}/lines/{lineId}', undefined, { lineId: 'line_2' }],
    adjust: [
      'credits',
      'POST /customers/{customerId}/balance',
      { amount: '5.00', currency: 'USD', reason: 'goodwill' },
    ],
    grant: ['credits', 'POST /credits', { customerId: 'cust_8821', amount: '10.00', currency: 'USD' }],
    voidGrant: ['credits', 'POST /credits/{creditId}/void'],
    void: ['lifecycle', 'POST /invoices/{invoiceId}/void', { reason: 'wrong address' }],
    pay: ['lifecycle', 'POST /invoices/{invoiceId}/pay', { reference: 'transfer 7' }],
  },
  'the lines that wait': {
    put: ['lifecycle', 'POST /customers/{customerId}/invoice-lines', { description: 'Visit', amount: '12.00' }],
    delete: ['lifecycle', 'DELETE /customers/{customerId}/invoice-lines/{lineId}', undefined, { lineId: 'waiting' }],
  },
  'the last free place for a coupon': {
    redeem: ['catalog', 'POST /customers/{customerId}/coupons', { couponId: 'LAST' }],
    redeemOther: ['catalog', 'POST /customers/{customerId}/coupons', { couponId: 'OTHER' }],
    archive: ['catalog', 'POST /coupons/{couponId}/archive', undefined, { couponId: 'LAST' }],
    remove: ['catalog', 'DELETE /customers/{customerId}/coupons/{discountId}'],
  },
  'a subscription': {
    change: [
      'changes',
      'POST /subscriptions/{subscriptionId}/change',
      { planId: 'transcoding', planVersion: 4, at: 'now' },
    ],
    cancel: ['changes', 'POST /subscriptions/{subscriptionId}/cancel', { at: 'now' }],
    cancelLater: ['changes', 'POST /subscriptions/{subscriptionId}/cancel', { at: 'period_end' }],
    pause: [
      'changes',
      'POST /subscriptions/{subscriptionId}/pause',
      { from: '2026-11-10T00:00:00Z', to: '2026-11-20T00:00:00Z' },
    ],
    resume: ['changes', 'POST /subscriptions/{subscriptionId}/resume', { at: '2026-11-15T00:00:00Z' }],
  },
  'a customer': {
    rename: ['catalog', 'PATCH /customers/{customerId}', { name: 'New', revision: 0 }],
    move: ['catalog', 'PATCH /customers/{customerId}', { email: 'new@clip.example', revision: 0 }],
    card: ['catalog', 'PUT /customers/{customerId}/payment-method', { paymentMethod: 'pm_sim_declined' }],
    subscribe: ['catalog', 'POST /subscriptions', { customerId: 'cust_8821', planId: 'transcoding' }],
  },
};

let all: RequestsAtOnce;

describe.each(Object.entries(groups))('%s: of two requests at once', (group, requests) => {
  beforeEach(async () => {
    all = await RequestsAtOnce.from(group !== 'a draft');
  });

  const names = Object.keys(requests);
  const pairs = names.flatMap((first) => names.map((second) => [first, second] as const));
  it.each(pairs)(
    '%s, and meanwhile %s: as if one came after the other, so that what is refused has written nothing',
    async (first, second) => {
      const one = requests[first] ?? expect.fail(first);
      const other = requests[second] ?? expect.fail(second);
      const orders = await all.inTurn(one, other);
      const moments = await all.atEachMoment(one, other);
      expect(moments.length).toBeGreaterThan(0);
      for (const moment of moments) {
        // A request that comes to what another has just done may be told so, or refused: it is all the same in the table.
        const isDone = moment.statuses.every((status) => status < 400);
        if (isDone) expect(orders.map(({ stored }) => stored)).toContainEqual(moment.stored);
        else expect(orders).toContainEqual(moment);
      }
    },
  );
});
