import { z } from 'zod';
import { currencySchema } from '../../kernel/currency-wire.ts';
import { decimalText } from '../../kernel/decimal-wire.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Currency } from '../../money/currency.ts';
import { type Money, moneyFromWire, zero } from '../../money/money.ts';
import { type TransactItem, transact, untilWritten } from '../../platform/table/transaction.ts';
import { readBelow, readItem } from '../table/table-store.ts';
import { accountPartition, balanceKey, balancePrefix } from './account-key.ts';
import { noEntries } from './entry-list.ts';
import { entryListFields, entryListFromItem } from './entry-list-wire.ts';
import { type Account, type Cause, entryIdOf, entryOf, type LedgerEntry } from './ledger-entry.ts';
import { findEntry, movement } from './ledger-store.ts';

const balanceItem = z.object({ balance: decimalText, currency: currencySchema, ...entryListFields });

/** A customer's balance in a currency: zero where nothing was ever moved. Strongly consistent. */
export const balanceOf = async (customer: CustomerId, currency: Currency): Promise<Account> => {
  const item = await readItem(balanceKey(customer, currency));
  const before = { customerId: customer, grantId: null };
  if (item === undefined) return { ...before, holds: zero(currency), entries: noEntries };
  return { ...before, holds: heldIn(item), entries: entryListFromItem(balanceItem.parse(item)) };
};

/** A customer's balances, one for each currency in which something was ever moved. Strongly consistent. */
export const balancesOf = async (customer: CustomerId): Promise<readonly Money[]> =>
  (await readBelow(accountPartition(customer), balancePrefix)).map(heldIn);

const heldIn = (item: unknown): Money => {
  const { balance, currency } = balanceItem.parse(item);
  return moneyFromWire(balance, currency);
};

/** Moves a balance by itself, not with an invoice. Nothing changes where it was moved for this cause before.
 *  @returns the entry of the movement, now or then
 *  @param at in the customer's time
 *  @param noting what is written with it
 *  @throws Contended `balance_contended` */
export const moveBalance = (
  customer: CustomerId,
  cause: Cause,
  amount: Money,
  at: Instant,
  ...noting: readonly TransactItem[]
): Promise<LedgerEntry> =>
  untilWritten('balance', customer, async () => {
    const account = await balanceOf(customer, amount.currency);
    const entry = entryOf(account, cause, amount, at);
    if (await transact(...movement(account, entry), ...noting)) return entry;
    return findEntry(customer, entryIdOf(account, cause));
  });
