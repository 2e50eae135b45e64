import { z } from 'zod';
import { customerIdSchema } from '../../catalog/customer/customer-wire.ts';
import { currencySchema } from '../../kernel/currency-wire.ts';
import { decimalText, quantitySchema } from '../../kernel/decimal-wire.ts';
import { customerId } from '../../kernel/ids.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { creditGrantWire } from './credit-grant-wire.ts';
import { ledgerEntryWire } from './ledger-entry-wire.ts';
import { newGrantSchema } from './new-grant.ts';

const entries = z.object({ data: z.array(ledgerEntryWire), nextCursor: z.string().nullable() });

export const creditRoutes = defineRoutes({
  createCredit: {
    method: 'POST',
    path: '/credits',
    access: 'admin',
    summary: 'Give a customer credit that pays its next invoices, after tax and before the balance',
    body: newGrantSchema,
    response: creditGrantWire,
    status: 201,
    creates: true,
  },
  listCredits: {
    method: 'GET',
    path: '/credits',
    access: 'read',
    portal: 'handler',
    summary: "A customer's credits, newest first; a customer's link sees its own",
    query: pageQuery.extend({ customerId: customerIdSchema.transform(customerId).optional() }),
    response: z.object({ data: z.array(creditGrantWire), nextCursor: z.string().nullable() }),
    status: 200,
  },
  getCredit: {
    method: 'GET',
    path: '/credits/{creditId}',
    access: 'read',
    portal: 'handler',
    summary: 'A credit and what is left of it',
    response: creditGrantWire,
    status: 200,
  },
  voidCredit: {
    method: 'POST',
    path: '/credits/{creditId}/void',
    access: 'admin',
    summary: 'Take back what is left of a credit; what invoices have used stays used',
    response: creditGrantWire,
    status: 200,
  },
  listCreditEntries: {
    method: 'GET',
    path: '/credits/{creditId}/entries',
    access: 'read',
    portal: 'handler',
    summary: 'What a credit gained and lost, newest first',
    query: pageQuery,
    response: entries,
    status: 200,
  },
});

export const balanceRoutes = defineRoutes({
  getBalance: {
    method: 'GET',
    path: '/customers/{customerId}/balance',
    access: 'read',
    portal: 'path',
    summary: "A customer's balances by currency, and their movements, newest first; positive is the customer's",
    query: pageQuery,
    response: entries.extend({
      balances: z.array(z.object({ currency: currencySchema, balance: decimalText })),
    }),
    status: 200,
  },
  adjustBalance: {
    method: 'POST',
    path: '/customers/{customerId}/balance',
    access: 'admin',
    summary: 'Move a balance by hand: what is negative is due with the next invoice',
    body: z.strictObject({
      amount: quantitySchema,
      currency: currencySchema,
      reason: z.string().trim().min(1).max(500),
    }),
    response: ledgerEntryWire,
    status: 201,
    creates: true,
  },
});
