import type { CustomerId } from '../../kernel/ids.ts';
import { settledToWire } from '../../money/money.ts';
import type { Page } from '../../platform/http/page.ts';
import type { Item, PageRequest } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import { listPage, putNew, readItem } from '../table/table-store.ts';
import { balanceKey, entryKey, entryList, grantKey } from './account-key.ts';
import type { CreditGrantId } from './credit-grant.ts';
import { listKeyOf, withNext } from './entry-list.ts';
import type { Account, LedgerEntry } from './ledger-entry.ts';
import { entryFromWire, entryToWire, ledgerEntryWire } from './ledger-entry-wire.ts';

/** The two writes of a movement, for a transaction. It fails where the account does not hold any more what the entry
 *  was calculated from or has another entry, and where the entry has been written before. */
export const movement = (account: Account, entry: LedgerEntry): readonly TransactItem[] => [
  moveAccount(account, entry),
  putEntry(account, entry),
];

/** A balance begins with its first movement. The count is compared too: there may have been two movements meanwhile that come
 *  to nothing. */
const moveAccount = (account: Account, { after, cause, at }: LedgerEntry): TransactItem => {
  const { customerId, grantId, holds, entries } = account;
  const isVoided = cause.kind === 'grant_voided';
  const held = grantId === null ? 'balance' : 'remaining';
  const isNew = grantId === null && holds.amount.isZero();
  const sets = [`${held} = :after`, 'currency = :currency', 'entryCount = :count', 'entriesThrough = :through'];
  return {
    Update: {
      TableName: tableOf('invoices'),
      Key: grantId === null ? balanceKey(customerId, holds.currency) : grantKey(customerId, grantId),
      UpdateExpression: `SET ${[...sets, ...(isVoided ? ['voidedAt = :at'] : [])].join(', ')}`,
      ConditionExpression: [
        isNew ? `(attribute_not_exists(${held}) OR ${held} = :before)` : `${held} = :before`,
        entries.count === 0 ? 'attribute_not_exists(entryCount)' : 'entryCount = :counted',
      ].join(' AND '),
      ExpressionAttributeValues: {
        ':after': settledToWire(after),
        ':before': settledToWire(holds),
        ':currency': holds.currency,
        ':count': withNext(entries, at).count,
        ':through': withNext(entries, at).through,
        ...(entries.count === 0 ? {} : { ':counted': entries.count }),
        ...(isVoided ? { ':at': at } : {}),
      },
    },
  };
};

/** Writes the next entry of an account. It must not be there yet. */
export const putEntry = ({ entries }: Account, entry: LedgerEntry): TransactItem => {
  const { customerId: customer, ...wire } = entryToWire(entry);
  const { id, grantId, at } = entry;
  const listed = { listPk: entryList(entry.customerId, grantId), listSk: listKeyOf(withNext(entries, at), id) };
  return putNew(entryKey(entry.customerId, id), { ...wire, customer, ...listed });
};

/** The entry with this id; undefined where there is none. Strongly consistent. */
export const findEntry = async (customer: CustomerId, id: string): Promise<LedgerEntry | undefined> => {
  const item = await readItem(entryKey(customer, id));
  return item === undefined ? undefined : entryFrom(item);
};

/** A page of the entries of a grant or of a customer's balances, newest first: what each leaves is what the one above it begins with. The index is seconds behind the table.
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
