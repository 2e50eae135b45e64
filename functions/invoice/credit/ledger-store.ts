import type { CustomerId } from '../../kernel/ids.ts';
import { settledToWire } from '../../money/money.ts';
import type { Page } from '../../platform/http/page.ts';
import type { Item, PageRequest } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import { listPage, putNew, readItem } from '../table/table-store.ts';
import { balanceKey, entryKey, entryList, grantKey } from './account-key.ts';
import type { CreditGrantId } from './credit-grant.ts';
import type { Account, LedgerEntry } from './ledger-entry.ts';
import { entryFromWire, entryToWire, ledgerEntryWire } from './ledger-entry-wire.ts';

/** The two writes of a movement, for a transaction. It fails where the account does not hold any more what the entry
 *  was calculated from, and where the entry has been written before. */
export const movement = (account: Account, entry: LedgerEntry): readonly TransactItem[] => [
  account.grantId === null ? moveBalance(account, entry) : moveGrant(account, account.grantId, entry),
  putEntry(entry),
];

const moveBalance = ({ customerId, holds }: Account, { after }: LedgerEntry) => ({
  Update: {
    TableName: tableOf('invoices'),
    Key: balanceKey(customerId, holds.currency),
    UpdateExpression: 'SET balance = :after, currency = :currency',
    ConditionExpression: holds.amount.isZero()
      ? 'attribute_not_exists(balance) OR balance = :before'
      : 'balance = :before',
    ExpressionAttributeValues: {
      ':after': settledToWire(after),
      ':before': settledToWire(holds),
      ':currency': holds.currency,
    },
  },
});

const moveGrant = ({ customerId, holds }: Account, grant: CreditGrantId, { after, cause, at }: LedgerEntry) => {
  const isVoided = cause.kind === 'grant_voided';
  return {
    Update: {
      TableName: tableOf('invoices'),
      Key: grantKey(customerId, grant),
      UpdateExpression: isVoided ? 'SET remaining = :after, voidedAt = :at' : 'SET remaining = :after',
      ConditionExpression: 'remaining = :before',
      ExpressionAttributeValues: {
        ':after': settledToWire(after),
        ':before': settledToWire(holds),
        ...(isVoided ? { ':at': at } : {}),
      },
    },
  };
};

/** Writes an entry that must not be there yet. */
export const putEntry = (entry: LedgerEntry): TransactItem => {
  const { customerId: customer, ...wire } = entryToWire(entry);
  const { id, grantId, at } = entry;
  const listed = { listPk: entryList(entry.customerId, grantId), listSk: `${at}#${id}` };
  return putNew(entryKey(entry.customerId, id), { ...wire, customer, ...listed });
};

/** The entry with this id; undefined where there is none. Strongly consistent. */
export const findEntry = async (customer: CustomerId, id: string): Promise<LedgerEntry | undefined> => {
  const item = await readItem(entryKey(customer, id));
  return item === undefined ? undefined : entryFrom(item);
};

/** A page of the entries of a grant or of a customer's balances, newest first. The index is seconds behind the table.
 *  @param grant null for the balances
 *  @throws InvalidInput `invalid_cursor` */
export const entryPage = async (
  customer: CustomerId,
  grant: CreditGrantId | null,
  page: PageRequest,
): Promise<Page<LedgerEntry>> => {
  const { data, nextCursor } = await listPage(entryList(customer, grant), page);
  return { data: data.map(entryFrom), nextCursor };
};

const entryFrom = ({ customer, ...item }: Item): LedgerEntry =>
  entryFromWire(ledgerEntryWire.parse({ ...item, customerId: customer }));
