import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { moveBalance } from '../../../../functions/invoice/credit/balance-store.ts';
import { creditGrantId } from '../../../../functions/invoice/credit/credit-grant.ts';
import { noEntries } from '../../../../functions/invoice/credit/entry-list.ts';
import { createGrant, voidGrant } from '../../../../functions/invoice/credit/grant-store.ts';
import type { LedgerEntry } from '../../../../functions/invoice/credit/ledger-entry.ts';
import { entryFromWire, ledgerEntryWire } from '../../../../functions/invoice/credit/ledger-entry-wire.ts';
import { returningWrites } from '../../../../functions/invoice/credit/settlement-service.ts';
import { creditNoteId } from '../../../../functions/invoice/credit-note/credit-note.ts';
import { creditInvoice } from '../../../../functions/invoice/credit-note/credit-note-service.ts';
import { buyerOf } from '../../../../functions/invoice/draft/draft.ts';
import type { Draft } from '../../../../functions/invoice/invoice.ts';
import { finalize } from '../../../../functions/invoice/issue/finalize-service.ts';
import { isOwed } from '../../../../functions/invoice/lifecycle/payment.ts';
import { markPaid } from '../../../../functions/invoice/lifecycle/payment-service.ts';
import { markUncollectible, replaceIssued, requireInvoice } from '../../../../functions/invoice/store/invoice-store.ts';
import { type InvoiceId, invoiceId } from '../../../../functions/kernel/ids.ts';
import { MeterlineError } from '../../../../functions/kernel/meterline-error.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { type Money, money, settledToWire, subtract } from '../../../../functions/money/money.ts';
import { transact, untilWritten } from '../../../../functions/platform/table/transaction.ts';
import { BillingWorld, type Fault, Outage } from '../billing-world.ts';
import { booksOf } from '../books.ts';
import { draftOf, issuedAt, seller, usd } from '../issued.ts';
import { ledgersOf, type Payment } from '../ledger.ts';
import { customer } from '../transcoding.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
afterEach(() => vi.unstubAllEnvs());

const cents = (value: number): Money => money(decimal(String(value)).div(100), usd);
const text = (value: number): string => settledToWire(cents(value));
const settings = {
  prefix: 'INV',
  buyer: buyerOf(customer),
  seller: () => seller,
  at: issuedAt,
  isSkipped: () => false,
  taxed: async (draft: Draft) => draft,
};

/** A number tells apart what is made; `of` chooses an invoice or a grant by its number. */
type Act =
  | {
      readonly kind: 'invoice';
      readonly amounts: readonly number[];
      readonly discount: number;
      readonly taxed: boolean;
    }
  | { readonly kind: 'grant'; readonly amount: number; readonly priority: number }
  | { readonly kind: 'adjust'; readonly amount: number }
  | { readonly kind: 'charge' | 'pay' | 'give_up' | 'void' | 'void_grant' | 'credit_all'; readonly of: number }
  | { readonly kind: 'credit'; readonly of: number; readonly amount: number }
  | { readonly kind: 'credit_line'; readonly of: number; readonly amount: number };

const chosen = fc.integer({ min: 0, max: 3 });
const invoiced: fc.Arbitrary<Act> = fc.record({
  kind: fc.constant('invoice'),
  amounts: fc.array(fc.integer({ min: -3_000, max: 20_000 }), { minLength: 1, maxLength: 3 }),
  discount: fc.integer({ min: 0, max: 500 }),
  taxed: fc.boolean(),
});
const act: fc.Arbitrary<Act> = fc.oneof(
  invoiced,
  fc.record({
    kind: fc.constant('grant'),
    amount: fc.integer({ min: 1, max: 20_000 }),
    priority: fc.integer({ min: 0, max: 2 }),
  }),
  fc.record({ kind: fc.constant('adjust'), amount: fc.integer({ min: -9_000, max: 9_000 }) }),
  {
    arbitrary: fc.record({
      kind: fc.constantFrom('charge', 'charge', 'pay', 'give_up', 'void', 'void_grant', 'credit_all'),
      of: chosen,
    }),
    weight: 5,
  },
  fc.record({
    kind: fc.constantFrom('credit', 'credit_line'),
    of: chosen,
    amount: fc.integer({ min: 1, max: 15_000 }),
  }),
);

class Business {
  /** By their ids. */
  readonly payments = new Map<string, Payment>();
  /** Money has moved, and nobody has written it down. */
  private readonly pending = new Map<string, Payment>();

  /** As a client that repeats what failed for a reason of the line, and takes no for an answer. */
  async run(of: Act, index: number): Promise<void> {
    try {
      await this.act(of, index);
    } catch (error) {
      if (error instanceof Outage) await this.run(of, index);
      else if (!(error instanceof MeterlineError)) throw error;
    }
  }

  private async act(of: Act, index: number): Promise<void> {
    const making = { prefix: 'CN', reason: 'x', issuedAt, createdAt: issuedAt, id: creditNoteId(`cn_${index}`) };
    switch (of.kind) {
      case 'invoice':
        await finalize(invoiceId(`inv_${index}`), settings);
        return;
      case 'grant':
        await createGrant(grantOf(of.amount, of.priority, index), issuedAt);
        return;
      case 'adjust': {
        const cause = { kind: 'adjustment', adjustmentId: `adj_${index}`, reason: 'x' } as const;
        await moveBalance(customer.id, cause, cents(of.amount), issuedAt);
        return;
      }
      case 'charge':
        await this.charge(idOf(of.of), `pay_${index}`);
        return;
      case 'pay':
        await this.charge(idOf(of.of), `pay_${index}`);
        await this.recordPayments();
        return;
      case 'give_up':
        await markUncollectible(idOf(of.of), issuedAt);
        return;
      case 'void':
        await voidInvoice(idOf(of.of));
        return;
      case 'void_grant':
        await voidGrant(creditGrantId(`crd_${of.of}`), issuedAt);
        return;
      case 'credit_all':
        await creditInvoice(idOf(of.of), { ...making, wanted: { kind: 'full' } });
        return;
      case 'credit':
        await creditInvoice(idOf(of.of), { ...making, wanted: { kind: 'amount', amount: cents(of.amount).amount } });
        return;
      case 'credit_line': {
        const line = { lineId: 'line_1', amount: cents(of.amount).amount, quantity: null };
        await creditInvoice(idOf(of.of), { ...making, wanted: { kind: 'lines', lines: [line] } });
      }
    }
  }

  /** What remains when the gateway is asked is what it charges, whatever becomes of the invoice meanwhile. */
  private async charge(invoice: InvoiceId, paymentId: string): Promise<void> {
    const found = await requireInvoice(invoice);
    if (!isOwed(found) || this.payments.has(paymentId)) return;
    this.pending.set(paymentId, { customerId: customer.id, invoiceId: invoice, amount: found.amountRemaining });
  }

  async recordPayments(): Promise<void> {
    for (const [paymentId, payment] of this.pending) {
      try {
        await markPaid(payment.invoiceId, { paymentId, amount: payment.amount, at: issuedAt });
      } catch (error) {
        if (!(error instanceof MeterlineError) || error.code !== 'invoice_not_open') throw error;
      }
      this.payments.set(paymentId, payment);
      this.pending.delete(paymentId);
    }
  }
}

/** The first acts make invoices, and so most of what is done is done to one. */
const idOf = (of: number) => invoiceId(`inv_${of}`);

const grantOf = (amount: number, priority: number, index: number) => ({
  ...{ id: creditGrantId(`crd_${index}`), customerId: customer.id, name: 'Prepaid', paid: null, priority },
  ...{ amount: cents(amount), remaining: cents(amount), expiresAt: null, voidedAt: null, createdAt: issuedAt },
  entries: noEntries,
});

const voidInvoice = (id: InvoiceId) =>
  untilWritten('void', id, async () => {
    const invoice = await requireInvoice(id);
    if (!isOwed(invoice)) return invoice;
    const voided = { status: 'void', voidedAt: issuedAt, voidReason: null, replacedBy: null } as const;
    const after = { ...invoice, ...voided };
    return (await transact(await replaceIssued(invoice, after), ...(await returningWrites(invoice, issuedAt))))
      ? after
      : undefined;
  });

const keepDrafts = (world: BillingWorld, acts: readonly Act[]): void => {
  for (const [index, one] of acts.entries()) {
    if (one.kind !== 'invoice') continue;
    const sold = one.amounts.map((amount) => ({
      amount: text(amount),
      discount: text(amount > one.discount ? one.discount : 0),
    }));
    world.keepInvoice(draftOf(sold, { id: `inv_${index}`, taxes: one.taxed ? ['0.19', '0.0825'] : [] }));
  }
};

/** The entries of each account, in the order of their list. */
const listedEntries = (world: BillingWorld): readonly (readonly LedgerEntry[])[] => {
  const listed = [...world.items.values()].filter(({ sk }) => String(sk).startsWith('ENTRY#'));
  const inOrder = listed.toSorted((a, b) => (String(a.listSk) < String(b.listSk) ? -1 : 1));
  const entries = inOrder.map(({ customer: customerId, ...item }) =>
    entryFromWire(ledgerEntryWire.parse({ ...item, customerId })),
  );
  return [...new Set(entries.map(({ grantId }) => grantId))].map((id) =>
    entries.filter(({ grantId }) => grantId === id),
  );
};

/** Also, in the list of an account each entry begins with what the one before it left. */
const expectBalanced = (world: BillingWorld, { payments }: Business): void => {
  for (const ledger of ledgersOf(booksOf(world, [...payments.values()]))) {
    const { difference, balanceDifference, grantDifference } = ledger;
    expect([difference, balanceDifference, grantDifference].map(settledToWire)).toEqual(['0.00', '0.00', '0.00']);
  }
  for (const entries of listedEntries(world)) {
    const chained = entries.slice(1).map(({ after }, at) => subtract(after, entries[at + 1]?.amount ?? after));
    expect(chained.map(settledToWire)).toEqual(entries.slice(0, -1).map(({ after }) => settledToWire(after)));
  }
  const numbers = world.all('INVOICE').flatMap(({ number }) => (typeof number === 'string' ? [number] : []));
  expect(numbers.toSorted()).toEqual(numbers.map((_, index) => `INV-${String(index + 1).padStart(6, '0')}`));
};

const faults = fc.array(fc.constantFrom<Fault>('none', 'none', 'none', 'none', 'crash', 'lost answer'), {
  maxLength: 60,
});
const acts = fc
  .tuple(fc.array(invoiced, { minLength: 1, maxLength: 3 }), fc.array(act, { maxLength: 22 }))
  .map(([first, others]) => [...first, ...others]);

describe('law: invoiced = credit notes + payments + grants used + adjustments + open - balance, whatever happens', () => {
  it('one after the other, with calls that never arrive and answers that are lost', async () => {
    await fc.assert(
      fc.asyncProperty(acts, faults, async (all, befalls) => {
        const world = new BillingWorld();
        const business = new Business();
        keepDrafts(world, all);
        world.faults = [...befalls];
        for (const [index, one] of all.entries()) {
          await business.run(one, index);
          if (world.faults.length === 0) expectBalanced(world, business);
        }
        world.faults = [];
        await business.recordPayments();
        expectBalanced(world, business);
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('all at the same time, in any order of their calls', async () => {
    await fc.assert(
      fc.asyncProperty(acts, faults, fc.scheduler(), async (all, befalls, scheduler) => {
        const world = new BillingWorld();
        const business = new Business();
        keepDrafts(world, all);
        world.faults = [...befalls];
        world.turn = () => scheduler.schedule(Promise.resolve());
        await scheduler.waitFor(Promise.all(all.map((one, index) => business.run(one, index))));
        world.turn = async () => undefined;
        world.faults = [];
        await business.recordPayments();
        expectBalanced(world, business);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
