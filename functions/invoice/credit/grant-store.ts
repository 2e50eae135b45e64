import { z } from 'zod';
import { type CustomerId, customerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { NotFound } from '../../kernel/meterline-error.ts';
import { negate, zero } from '../../money/money.ts';
import type { Page } from '../../platform/http/page.ts';
import type { Item, PageRequest } from '../../platform/table/query.ts';
import { type TransactItem, transact, untilWritten } from '../../platform/table/transaction.ts';
import { listPage, putNew, readBelow, readItem } from '../table/table-store.ts';
import { accountPartition, grantKey, grantList, grantOwnerKey, grantPrefix } from './account-key.ts';
import type { CreditGrant, CreditGrantId } from './credit-grant.ts';
import { grantFromItem, grantToItem } from './credit-grant-wire.ts';
import { noEntries, withNext } from './entry-list.ts';
import { type Account, entryOf } from './ledger-entry.ts';
import { movement, putEntry } from './ledger-store.ts';

/** Our ids are shorter. What a caller sends may be longer than a key of DynamoDB. */
const maxIdLength = 64;
const ownerItem = z.object({ customer: z.string().transform(customerId) });

/** A grant as an account of the ledger, which holds what remains of it. */
export const accountOf = ({ customerId: of, id, remaining, entries }: CreditGrant): Account => ({
  customerId: of,
  grantId: id,
  holds: remaining,
  entries,
});

/** Gives the grant, with its entry. Where it was given before, under the same id, nothing changes.
 *  @returns the grant as it is now
 *  @param at in the customer's time
 *  @param noting what is written with it
 *  @throws Contended `credit_contended` */
export const createGrant = (
  grant: CreditGrant,
  at: Instant,
  ...noting: readonly TransactItem[]
): Promise<CreditGrant> => {
  const { customerId: customer, ...rest } = grantToItem({ ...grant, entries: withNext(noEntries, at) });
  const listed = { listPk: grantList(grant.customerId), listSk: `${grant.createdAt}#${grant.id}` };
  const account = { ...accountOf(grant), holds: zero(grant.amount.currency), entries: noEntries };
  return untilWritten('credit', grant.id, async () => {
    const made = await transact(
      putNew(grantKey(grant.customerId, grant.id), { ...rest, customer, ...listed }),
      putNew(grantOwnerKey(grant.id), { customer }),
      putEntry(account, entryOf(account, { kind: 'granted' }, grant.amount, at)),
      ...noting,
    );
    return made ? grant : findGrant(grant.id);
  });
};

/** The grant, whosever it is; undefined where there is none. Strongly consistent. */
const findGrant = async (id: CreditGrantId): Promise<CreditGrant | undefined> => {
  const owner = id.length > maxIdLength ? undefined : await readItem(grantOwnerKey(id));
  const item = owner === undefined ? undefined : await readItem(grantKey(ownerItem.parse(owner).customer, id));
  return item === undefined ? undefined : grantFrom(item);
};

/** The grant, whosever it is. Strongly consistent.
 *  @throws NotFound `credit_not_found` */
export const requireGrant = async (id: CreditGrantId): Promise<CreditGrant> => {
  const grant = await findGrant(id);
  if (grant === undefined) throw new NotFound('credit', id);
  return grant;
};

/** All grants of a customer, those that are used up too. Strongly consistent. */
export const grantsOf = async (customer: CustomerId): Promise<readonly CreditGrant[]> =>
  (await readBelow(accountPartition(customer), grantPrefix)).map(grantFrom);

/** A page of a customer's grants, newest first. The index is seconds behind the table.
 *  @throws InvalidInput `invalid_cursor` */
export const grantPage = async (customer: CustomerId, page: PageRequest): Promise<Page<CreditGrant>> => {
  const { data, nextCursor } = await listPage(grantList(customer), page);
  return { data: data.map(grantFrom), nextCursor };
};

/** Takes back what is left of a grant. Where nothing is left, nothing changes.
 *  @param at in the customer's time
 *  @throws NotFound `credit_not_found`, Contended `credit_contended` */
export const voidGrant = (id: CreditGrantId, at: Instant): Promise<CreditGrant> =>
  untilWritten('credit', id, async () => {
    const grant = await requireGrant(id);
    if (grant.remaining.amount.isZero()) return grant;
    const entry = entryOf(accountOf(grant), { kind: 'grant_voided' }, negate(grant.remaining), at);
    const done = await transact(...movement(accountOf(grant), entry));
    return done ? { ...grant, remaining: entry.after, voidedAt: at } : undefined;
  });

const grantFrom = ({ customer, ...item }: Item): CreditGrant => grantFromItem({ ...item, customerId: customer });
