import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { maxGrantsPerInvoice } from '../../../../functions/invoice/credit/apply-credits.ts';
import { balancesOf, moveBalance } from '../../../../functions/invoice/credit/balance-store.ts';
import { type CreditGrant, creditGrantId } from '../../../../functions/invoice/credit/credit-grant.ts';
import { noEntries } from '../../../../functions/invoice/credit/entry-list.ts';
import { createGrant, requireGrant, voidGrant } from '../../../../functions/invoice/credit/grant-store.ts';
import { entryPage } from '../../../../functions/invoice/credit/ledger-store.ts';
import { returningWrites } from '../../../../functions/invoice/credit/settlement-service.ts';
import { buyerOf } from '../../../../functions/invoice/draft/draft.ts';
import type { Draft, Invoice } from '../../../../functions/invoice/invoice.ts';
import { finalize } from '../../../../functions/invoice/issue/finalize-service.ts';
import { plusDays } from '../../../../functions/kernel/instant.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { transact } from '../../../../functions/platform/table/transaction.ts';
import { BillingWorld, type Fault, Outage } from '../billing-world.ts';
import { dollars, draftOf, issuedAt, seller } from '../issued.ts';
import { customer } from '../transcoding.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const parties = { buyer: buyerOf(customer), seller: () => seller };
const settings = {
  prefix: 'INV',
  ...parties,
  at: issuedAt,
  isSkipped: () => false,
  taxed: async (draft: Draft) => draft,
};
const final = (draft: Draft, more: Partial<typeof settings> = {}) => finalize(draft.id, { ...settings, ...more });

let world: BillingWorld;
beforeEach(() => {
  world = new BillingWorld();
});
afterEach(() => vi.unstubAllEnvs());

const keep = (id: string, amount: string): Draft => {
  const draft = draftOf([{ amount }], { id });
  world.keepInvoice(draft);
  return draft;
};
const give = (id: string, amount: string, more: Partial<CreditGrant> = {}) =>
  createGrant(
    {
      ...{ id: creditGrantId(id), customerId: customer.id, name: 'Prepaid', paid: null, priority: 100 },
      ...{ amount: dollars(amount), remaining: dollars(amount), expiresAt: null, voidedAt: null, createdAt: issuedAt },
      entries: noEntries,
      ...more,
    },
    issuedAt,
  );
const adjust = (amount: string, id = amount) =>
  moveBalance(customer.id, { kind: 'adjustment', adjustmentId: id, reason: 'Goodwill' }, dollars(amount), issuedAt);
const left = async (id: string) => settledToWire((await requireGrant(creditGrantId(id))).remaining);
const balance = async () => (await balancesOf(customer.id)).map(settledToWire);
/** `total - credits, balance before → after: due` */
const shown = ({ total, credited, balanceBefore, balanceAfter, amountDue, status }: Invoice) => {
  const [sum, used, before, after, due] = [total, credited, balanceBefore, balanceAfter, amountDue].map(settledToWire);
  return `${sum} - ${used}, ${before} → ${after}: ${due} ${status}`;
};

describe('finalization pays the invoice from what the customer has', () => {
  it('a grant, then the balance, and the rest is due: 100.00 - 30.00 - 50.00 = 20.00', async () => {
    await give('crd_1', '30.00');
    await adjust('50.00');
    const invoice = await final(keep('inv_1', '100.00'));
    expect(shown(invoice)).toBe('100.00 - 30.00, 50.00 → 0.00: 20.00 open');
    expect(invoice).toMatchObject({ number: 'INV-000001', credits: [{ grantId: 'crd_1', name: 'Prepaid' }] });
    expect([await left('crd_1'), await balance()]).toEqual(['0.00', ['0.00']]);
    const { data } = await entryPage(customer.id, creditGrantId('crd_1'), { limit: 10 });
    expect(data.map(({ cause, amount }) => `${cause.kind} ${settledToWire(amount)}`).toSorted()).toEqual([
      'granted 30.00',
      'invoice -30.00',
    ]);
  });

  it('paid at once where credit pays all of it; the rest stays for the next: 100.00 = 40.00 + 60.00', async () => {
    await give('crd_1', '100.00');
    expect(shown(await final(keep('inv_1', '40.00')))).toBe('40.00 - 40.00, 0.00 → 0.00: 0.00 paid');
    expect(shown(await final(keep('inv_2', '90.00')))).toBe('90.00 - 60.00, 0.00 → 0.00: 30.00 open');
  });

  it('a negative total becomes balance, which pays the next invoices, whatever subscription they are of', async () => {
    expect(shown(await final(keep('inv_1', '-44.00')))).toBe('-44.00 - 0.00, 0.00 → 44.00: 0.00 paid');
    expect(shown(await final(keep('inv_2', '40.00')))).toBe('40.00 - 0.00, 44.00 → 4.00: 0.00 paid');
    expect(shown(await final(keep('inv_3', '9.00')))).toBe('9.00 - 0.00, 4.00 → 0.00: 5.00 open');
  });

  it('what is owed on the balance is due with the invoice', async () => {
    await adjust('-5.00');
    expect(shown(await final(keep('inv_1', '10.00')))).toBe('10.00 - 0.00, -5.00 → 0.00: 15.00 open');
  });

  it('a grant expires by the time of the invoice, not of the draft', async () => {
    await give('crd_1', '30.00', { expiresAt: plusDays(issuedAt, 1) });
    const late = await final(keep('inv_1', '100.00'), { at: plusDays(issuedAt, 1) });
    expect(shown(late)).toBe('100.00 - 0.00, 0.00 → 0.00: 100.00 open');
  });

  it('has room for as many grants as one invoice takes', async () => {
    for (let index = 0; index <= maxGrantsPerInvoice; index += 1) await give(`crd_${index}`, '1.00');
    await adjust('1.00');
    const actions: number[] = [];
    world.transacted = (count) => actions.push(count);
    expect(shown(await final(keep('inv_1', '100.00')))).toBe('100.00 - 40.00, 1.00 → 0.00: 59.00 open');
    expect(Math.max(...actions)).toBeLessThanOrEqual(100);
  });
});

describe('an invoice that is skipped', () => {
  it('has no number and takes none; credits and balance stay as they are', async () => {
    await give('crd_1', '30.00');
    await adjust('5.00');
    const skipped = await final(keep('inv_1', '0.00'), { isSkipped: () => true });
    expect(skipped).toMatchObject({ status: 'skipped', number: null, issuedAt, credits: [] });
    expect([await left('crd_1'), await balance()]).toEqual(['30.00', ['5.00']]);
    expect(await final(keep('inv_1b', '1.00'))).toMatchObject({ number: 'INV-000001' });
    expect(await final(keep('inv_2', '1.00'))).toMatchObject({ number: 'INV-000002' });
  });
});

describe('a void invoice gives back what it used', () => {
  it('to the grant and to the balance, with entries of their own', async () => {
    await give('crd_1', '30.00');
    await adjust('50.00');
    const invoice = await final(keep('inv_1', '100.00'));
    expect(await transact(...(await returningWrites(invoice, issuedAt)))).toBe(true);
    expect([await left('crd_1'), await balance()]).toEqual(['30.00', ['50.00']]);
    expect(await transact(...(await returningWrites(invoice, issuedAt)))).toBe(false);
  });

  it('takes back what a negative total left, though it was spent', async () => {
    const credit = await final(keep('inv_1', '-44.00'));
    await final(keep('inv_2', '40.00'));
    await transact(...(await returningWrites(credit, issuedAt)));
    expect(await balance()).toEqual(['-40.00']);
  });

  it('but not one with credit notes', async () => {
    const credited = { ...(await final(keep('inv_1', '100.00'))), amountCredited: dollars('1.00') };
    await expect(returningWrites(credited, issuedAt)).rejects.toThrow(
      expect.objectContaining({ code: 'invoice_has_credit_notes' }),
    );
  });

  it('to a grant that was voided meanwhile: what the invoice used was not of its rest, and can be used again', async () => {
    await give('crd_1', '30.00');
    const invoice = await final(keep('inv_1', '10.00'));
    await voidGrant(creditGrantId('crd_1'), issuedAt);
    await transact(...(await returningWrites(invoice, issuedAt)));
    expect(await left('crd_1')).toBe('10.00');
  });
});

const faults = fc.array(fc.constantFrom<Fault>('none', 'none', 'none', 'none', 'crash', 'lost answer'), {
  maxLength: 40,
});
const patiently = async <T>(run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    return patiently(run);
  }
};

describe('law: however invoices are finalized at the same time, with whatever faults and repeats', () => {
  it('numbers are gapless, and credit is used once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), faults, async (scheduler, befalls) => {
        world = new BillingWorld();
        await give('crd_1', '100.00');
        await adjust('35.00');
        const drafts = ['40.00', '50.00', '-5.00', '60.00'].map((amount, index) => keep(`inv_${index}`, amount));
        world.faults = [...befalls];
        world.turn = () => scheduler.schedule(Promise.resolve());
        const closing = [...drafts, ...drafts].map((draft) => patiently(() => final(draft)));
        await scheduler.waitFor(Promise.all(closing));
        world.turn = async () => undefined;
        world.faults = [];
        const invoices = await Promise.all(drafts.map((draft) => final(draft)));
        expect(invoices.map(({ number }) => number).toSorted()).toEqual(
          [1, 2, 3, 4].map((number) => `INV-00000${number}`),
        );
        const due = invoices.reduce((sum, { amountDue }) => sum + Number(settledToWire(amountDue)), 0);
        expect([await left('crd_1'), await balance(), due]).toEqual(expectedOf(invoices));
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

/** 150.00 are asked for, of which 135.00 are there beforehand; 5.00 are given, and may come too late for the last. */
const expectedOf = (invoices: readonly Invoice[]) => {
  const isGiftLast = invoices[2]?.number === 'INV-000004';
  return isGiftLast ? ['0.00', ['5.00'], 15] : ['0.00', ['0.00'], 10];
};
