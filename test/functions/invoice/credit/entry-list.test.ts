import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { moveBalance } from '../../../../functions/invoice/credit/balance-store.ts';
import { creditGrantId } from '../../../../functions/invoice/credit/credit-grant.ts';
import { listKeyOf, noEntries, withNext } from '../../../../functions/invoice/credit/entry-list.ts';
import { createGrant, requireGrant, voidGrant } from '../../../../functions/invoice/credit/grant-store.ts';
import type { LedgerEntry } from '../../../../functions/invoice/credit/ledger-entry.ts';
import { entryPage } from '../../../../functions/invoice/credit/ledger-store.ts';
import { returningWrites } from '../../../../functions/invoice/credit/settlement-service.ts';
import { buyerOf } from '../../../../functions/invoice/draft/draft.ts';
import type { Draft } from '../../../../functions/invoice/invoice.ts';
import { finalize } from '../../../../functions/invoice/issue/finalize-service.ts';
import { requireInvoice } from '../../../../functions/invoice/store/invoice-store.ts';
import { invoiceId } from '../../../../functions/kernel/ids.ts';
import { type Instant, plusDays } from '../../../../functions/kernel/instant.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { transact } from '../../../../functions/platform/table/transaction.ts';
import { BillingWorld } from '../billing-world.ts';
import { dollars, draftOf, issuedAt, seller } from '../issued.ts';
import { customer } from '../transcoding.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

let world: BillingWorld;
beforeEach(() => {
  world = new BillingWorld();
});
afterEach(() => vi.unstubAllEnvs());

const adjust = (amount: string, at: Instant = issuedAt) =>
  moveBalance(customer.id, { kind: 'adjustment', adjustmentId: amount, reason: 'Goodwill' }, dollars(amount), at);
const shown = ({ cause, amount, after }: LedgerEntry) =>
  `${cause.kind} ${settledToWire(amount)}: ${settledToWire(after)}`;
/** Oldest first. */
const balanceEntries = async () =>
  (await entryPage(customer.id, null, { limit: 100 })).data.toReversed().map(({ after }) => settledToWire(after));

describe('the entries of an account are listed in the order in which they were made', () => {
  it('a hundred at one instant, in pages of seven', async () => {
    for (let at = 1; at <= 100; at += 1) await adjust(`${at}.00`);
    const found: string[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await entryPage(customer.id, null, { limit: 7, cursor });
      found.push(...page.data.map(({ amount }) => settledToWire(amount)));
      cursor = page.nextCursor;
    }
    expect(found).toEqual(Array.from({ length: 100 }, (_, at) => `${100 - at}.00`));
  });

  it('many at once: each begins with what the one before it left', async () => {
    await Promise.all(['1.00', '2.00', '4.00', '8.00', '-5.00'].map((amount) => adjust(amount)));
    const { data } = await entryPage(customer.id, null, { limit: 100 });
    const begins = data.map(({ amount, after }) => after.amount.minus(amount.amount).toFixed(2));
    expect(begins).toEqual([...data.slice(1).map(({ after }) => settledToWire(after)), '0.00']);
  });

  it('one for an earlier time, such as a payment that is booked later: after those that were there', async () => {
    await adjust('10.00', plusDays(issuedAt, 3));
    const late = await adjust('5.00');
    await adjust('1.00', plusDays(issuedAt, 4));
    expect(late.at).toBe(issuedAt);
    expect(await balanceEntries()).toEqual(['10.00', '15.00', '16.00']);
  });

  it('there and back meanwhile: what was decided on the account as it was is not written', async () => {
    await adjust('10.00');
    world.transacted = () => {
      world.transacted = () => undefined;
      for (const item of world.items.values()) if (item.sk === 'BALANCE#USD') item.entryCount = 3;
    };
    await adjust('5.00');
    expect([...world.items.values()].find(({ sk }) => sk === 'BALANCE#USD')).toMatchObject({ entryCount: 4 });
  });

  it('an account from before entries were counted goes on after its entries of the same instant', async () => {
    await adjust('10.00');
    for (const [key, item] of world.items) {
      const { entryCount, entriesThrough, ...old } = item;
      const listSk = String(item.sk).startsWith('ENTRY#') ? { listSk: `${issuedAt}#${item.id}` } : {};
      world.items.set(key, { ...old, ...listSk });
    }
    await adjust('5.00');
    await adjust('1.00');
    expect(await balanceEntries()).toEqual(['10.00', '15.00', '16.00']);
  });

  it('the tenth comes after the ninth', () => {
    const keys = [8, 9].map((count) => listKeyOf(withNext({ ...noEntries, count }, issuedAt), 'ent_x'));
    expect(keys.toSorted()).toEqual(keys);
  });
});

describe('a grant that is voided, gets back from invoices and is voided again, all at one instant of a test clock', () => {
  const settings = {
    ...{ prefix: 'INV', buyer: buyerOf(customer), seller: () => seller, at: issuedAt },
    ...{ isSkipped: () => false, taxed: async (draft: Draft) => draft },
  };
  const id = creditGrantId('crd_1');
  const sell = async (of: string, amount: string) => {
    world.keepInvoice(draftOf([{ amount }], { id: of }));
    await finalize(invoiceId(of), settings);
  };
  const giveBack = async (of: string) =>
    expect(await transact(...(await returningWrites(await requireInvoice(invoiceId(of)), issuedAt)))).toBe(true);

  it('has an entry for each: 100.00 − 30.00 − 20.00, void, + 30.00, void, + 20.00, void', async () => {
    await createGrant(
      {
        ...{ id, customerId: customer.id, name: 'Prepaid', paid: null, priority: 100, entries: noEntries },
        ...{ amount: dollars('100.00'), remaining: dollars('100.00'), expiresAt: null, voidedAt: null },
        createdAt: issuedAt,
      },
      issuedAt,
    );
    await sell('inv_a', '30.00');
    await sell('inv_b', '20.00');
    await voidGrant(id, issuedAt);
    await giveBack('inv_a');
    await voidGrant(id, issuedAt);
    await giveBack('inv_b');
    await voidGrant(id, issuedAt);
    expect(await requireGrant(id)).toMatchObject({ remaining: dollars('0.00'), voidedAt: issuedAt });
    expect((await entryPage(customer.id, id, { limit: 100 })).data.toReversed().map(shown)).toEqual([
      'granted 100.00: 100.00',
      'invoice -30.00: 70.00',
      'invoice -20.00: 50.00',
      'grant_voided -50.00: 0.00',
      'invoice_voided 30.00: 30.00',
      'grant_voided -30.00: 0.00',
      'invoice_voided 20.00: 20.00',
      'grant_voided -20.00: 0.00',
    ]);
  });
});
