import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { moveBalance } from '../../../../functions/invoice/credit/balance-store.ts';
import { creditGrantId } from '../../../../functions/invoice/credit/credit-grant.ts';
import { noEntries } from '../../../../functions/invoice/credit/entry-list.ts';
import { createGrant, voidGrant } from '../../../../functions/invoice/credit/grant-store.ts';
import { creditNoteId } from '../../../../functions/invoice/credit-note/credit-note.ts';
import { creditInvoice } from '../../../../functions/invoice/credit-note/credit-note-service.ts';
import type { Draft } from '../../../../functions/invoice/invoice.ts';
import { finalize } from '../../../../functions/invoice/issue/finalize-service.ts';
import { addLine } from '../../../../functions/invoice/lifecycle/draft-edit-service.ts';
import { markPaid } from '../../../../functions/invoice/lifecycle/payment-service.ts';
import { voidInvoice } from '../../../../functions/invoice/lifecycle/void-service.ts';
import { newInvoice, saveDraft } from '../../../../functions/invoice/store/invoice-store.ts';
import { invoiceId } from '../../../../functions/kernel/ids.ts';
import { ONE } from '../../../../functions/money/decimal.ts';
import { untilWritten } from '../../../../functions/platform/table/transaction.ts';
import { BillingWorld } from '../../invoice/billing-world.ts';
import { dollars, draftOf, issuedAt, openOf, seller } from '../../invoice/issued.ts';
import { customer, minutes, planOf, subscription } from '../../invoice/transcoding.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const manual = { description: 'Visit', quantity: ONE, amount: dollars('5.00') };
const draft: Draft = draftOf([{ amount: '10.00' }], { id: 'inv_draft' });
const open = openOf([{ amount: '10.00' }], { id: 'inv_open' });
const grant = {
  ...{ id: creditGrantId('crd_1'), customerId: customer.id, name: 'Prepaid', paid: null, priority: 100 },
  ...{ amount: dollars('5.00'), remaining: dollars('5.00'), expiresAt: null, voidedAt: null, createdAt: issuedAt },
  entries: noEntries,
};
const parties = { buyer: draft.buyer, seller, at: issuedAt };
const making = { id: creditNoteId('cn_1'), prefix: 'CN', seller, reason: 'x', issuedAt, createdAt: issuedAt };

let world: BillingWorld;
beforeEach(async () => {
  world = new BillingWorld();
  world.add(customer, subscription, planOf(minutes));
  world.keepInvoice(draft);
  world.keepInvoice(open);
  await createGrant(grant, issuedAt);
});
afterEach(() => vi.unstubAllEnvs());

/** Whatever is written, somebody else was faster. */
const loseAll = () => {
  let lost = 0;
  world.transacted = () => {
    lost += 1;
    const CancellationReasons = [{ Code: 'TransactionConflict' }];
    throw new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
  };
  return () => lost;
};

describe('what others write again and again is refused after 8 attempts, by the name of what it was', () => {
  it.each<[string, () => Promise<unknown>]>([
    [
      'invoice_numbers_contended',
      () =>
        finalize(draft.id, {
          ...parties,
          seller: () => seller,
          prefix: 'INV',
          taxed: async (one) => one,
          isSkipped: () => false,
        }),
    ],
    ['credit_note_contended', () => creditInvoice(open.id, { ...making, wanted: { kind: 'full' } })],
    [
      'balance_contended',
      () => moveBalance(customer.id, { kind: 'adjustment', adjustmentId: 'a', reason: 'x' }, dollars('1.00'), issuedAt),
    ],
    ['credit_contended', () => voidGrant(grant.id, issuedAt)],
    ['draft_contended', () => addLine(draft.id, { requestId: 'req_1', agreed: () => manual }, issuedAt)],
    ['void_contended', () => voidInvoice(open.id, { reason: 'x', at: issuedAt, replace: false, createdAt: issuedAt })],
    ['payment_contended', () => markPaid(open.id, { paymentId: 'pay_1', amount: dollars('10.00'), at: issuedAt })],
  ])('%s: 503, and the same call may be sent again', async (code, call) => {
    const lost = loseAll();
    await expect(call()).rejects.toMatchObject({ code, kind: 'unavailable', retryable: true });
    expect(lost()).toBe(8);
  });

  it('draft_contended: what a new draft takes from elsewhere has changed meanwhile', async () => {
    const made = { ...draft, id: invoiceId('inv_new') };
    loseAll();
    const saved = saveDraft(made, newInvoice({ ...made, id: invoiceId('inv_taken') }));
    await expect(saved).rejects.toMatchObject({ code: 'draft_contended', kind: 'unavailable', retryable: true });
  });
});

describe('until it is written', () => {
  it('is done with the first answer', async () => {
    const answers = [undefined, undefined, 'third', 'fourth'];
    expect(await untilWritten('balance', 'cust_1', async () => answers.shift())).toBe('third');
    expect(answers).toEqual(['fourth']);
  });
});
