import { assertBilledIn } from '../../catalog/customer/assert-billed-in.ts';
import { customerNow, findCustomer, requireCustomer } from '../../catalog/customer/customer-store.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { customerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { InvalidInput, unknownReference } from '../../kernel/meterline-error.ts';
import { settledAmount } from '../../kernel/settled-amount.ts';
import { settledToWire } from '../../money/money.ts';
import { wallClock } from '../../platform/clock.ts';
import { assertOwn, type Caller } from '../../platform/http/caller.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { identify } from '../table/idempotency-key-store.ts';
import { balancesOf, moveBalance } from './balance-store.ts';
import { type CreditGrant, creditGrantId } from './credit-grant.ts';
import { grantToWire } from './credit-grant-wire.ts';
import { balanceRoutes, creditRoutes } from './credit-routes.ts';
import { createGrant, grantPage, requireGrant, voidGrant } from './grant-store.ts';
import { entryToWire } from './ledger-entry-wire.ts';
import { entryPage } from './ledger-store.ts';
import { grantOf } from './new-grant.ts';

export const handler = httpApi(
  { ...creditRoutes, ...balanceRoutes },
  {
    createCredit: async ({ body, ...request }) => {
      const customer = await findCustomer(body.customerId);
      if (customer === undefined) throw unknownReference('customer', body.customerId, '/customerId');
      const createdAt = wallClock();
      const now = await customerNow(customer, createdAt);
      const { id, noting } = await identify('crd', request);
      const grant = grantOf(body, { id: creditGrantId(id), customer, now, createdAt });
      return { json: grantToWire(await createGrant(grant, now, ...noting), now) };
    },
    listCredits: async ({ query: { customerId: asked, ...page }, caller }) => {
      const customer = customerOf(caller, asked);
      const now = await nowOf(customer);
      const { data, nextCursor } = await grantPage(customer, page);
      return { json: { data: data.map((grant) => grantToWire(grant, now)), nextCursor } };
    },
    getCredit: async ({ parameters: { creditId = '' }, caller }) => {
      const grant = await visible(creditId, caller);
      return { json: grantToWire(grant, await nowOf(grant.customerId)) };
    },
    voidCredit: async ({ parameters: { creditId = '' }, caller }) => {
      const { id, customerId: of } = await visible(creditId, caller);
      const now = await nowOf(of);
      return { json: grantToWire(await voidGrant(id, now), now) };
    },
    listCreditEntries: async ({ parameters: { creditId = '' }, query, caller }) => {
      const { id, customerId: of } = await visible(creditId, caller);
      const { data, nextCursor } = await entryPage(of, id, query);
      return { json: { data: data.map(entryToWire), nextCursor } };
    },

    getBalance: async ({ parameters, query }) => {
      const { id } = await requireCustomer(customerId(parameters.customerId ?? ''));
      const [balances, { data, nextCursor }] = await Promise.all([balancesOf(id), entryPage(id, null, query)]);
      const printed = balances.map((sum) => ({ currency: sum.currency, balance: settledToWire(sum) }));
      return { json: { balances: printed, data: data.map(entryToWire), nextCursor } };
    },
    adjustBalance: async ({ body: { amount, currency, reason }, parameters, ...request }) => {
      const customer = await requireCustomer(customerId(parameters.customerId ?? ''));
      assertBilledIn(currency, customer);
      const { id: adjustmentId, noting } = await identify('adj', request, customer.id);
      const at = await customerNow(customer, wallClock());
      const moved = settledAmount(amount, currency, '/amount');
      if (moved.amount.isZero()) {
        throw new InvalidInput({ code: 'amount_is_zero', pointer: '/amount', detail: 'Nothing would move.' });
      }
      const cause = { kind: 'adjustment', adjustmentId, reason } as const;
      return { json: entryToWire(await moveBalance(customer.id, cause, moved, at, ...noting)) };
    },
  },
);

/** The grant, if the caller may see it.
 *  @throws NotFound `credit_not_found` */
const visible = async (id: string, caller: Caller): Promise<CreditGrant> => {
  const grant = await requireGrant(creditGrantId(id));
  assertOwn(caller, grant.customerId, 'credit', id);
  return grant;
};

/** Whose credits are listed: for a customer's link its own, whatever it asks for.
 *  @throws InvalidInput `required` */
const customerOf = (caller: Caller, asked: CustomerId | undefined): CustomerId => {
  if (caller.kind === 'portal') return caller.customerId;
  if (asked !== undefined) return asked;
  throw new InvalidInput({
    code: 'required',
    pointer: '/customerId',
    detail: 'Whose credits? customerId is expected.',
  });
};

const nowOf = async (id: CustomerId): Promise<Instant> => customerNow(await requireCustomer(id), wallClock());
