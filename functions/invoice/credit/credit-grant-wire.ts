import { z } from 'zod';
import { currencySchema } from '../../kernel/currency-wire.ts';
import { decimalText } from '../../kernel/decimal-wire.ts';
import { customerId } from '../../kernel/ids.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import { moneyFromWire, settledToWire } from '../../money/money.ts';
import { type CreditGrant, creditGrantId, grantStatus, grantStatuses } from './credit-grant.ts';
import { entryListFields, entryListFromItem, entryListToItem } from './entry-list-wire.ts';

const fields = z.object({
  id: z.string(),
  customerId: z.string(),
  name: z.string(),
  amount: decimalText,
  remaining: decimalText.meta({ description: 'What no invoice has used' }),
  currency: currencySchema,
  paid: decimalText.nullable().meta({ description: 'What the customer paid for it; for information' }),
  priority: z.int().meta({ description: 'The lower is used first' }),
  expiresAt: instantWire.nullable(),
  voidedAt: instantWire.nullable(),
  createdAt: instantWire,
});

/** A grant as the table keeps it. */
const creditGrantItem = fields.extend(entryListFields);

/** A grant as clients see it: with its status, which depends on the time. */
export const creditGrantWire = fields.extend({ status: z.enum(grantStatuses) });

export const grantToItem = (grant: CreditGrant): z.output<typeof creditGrantItem> => ({
  ...fieldsOf(grant),
  ...entryListToItem(grant.entries),
});

const fieldsOf = ({ entries: _, ...grant }: CreditGrant): z.output<typeof fields> => {
  const { amount, remaining, paid, ...rest } = grant;
  return {
    ...rest,
    amount: settledToWire(amount),
    remaining: settledToWire(remaining),
    currency: amount.currency,
    paid: paid === null ? null : settledToWire(paid),
  };
};

/** @param now in the customer's time */
export const grantToWire = (grant: CreditGrant, now: Instant): z.output<typeof creditGrantWire> => ({
  ...fieldsOf(grant),
  status: grantStatus(grant, now),
});

/** Reads back what `grantToItem` wrote. */
export const grantFromItem = (item: unknown): CreditGrant => {
  const { currency, amount, remaining, paid, entryCount, entriesThrough, ...wire } = creditGrantItem.parse(item);
  return {
    ...wire,
    id: creditGrantId(wire.id),
    customerId: customerId(wire.customerId),
    amount: moneyFromWire(amount, currency),
    remaining: moneyFromWire(remaining, currency),
    paid: paid === null ? null : moneyFromWire(paid, currency),
    expiresAt: wire.expiresAt === null ? null : parseInstant(wire.expiresAt),
    voidedAt: wire.voidedAt === null ? null : parseInstant(wire.voidedAt),
    createdAt: parseInstant(wire.createdAt),
    entries: entryListFromItem({ entryCount, entriesThrough }),
  };
};
