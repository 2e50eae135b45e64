import { z } from 'zod';
import type { Customer } from '../../catalog/customer/customer.ts';
import { currencySchema } from '../../kernel/currency.ts';
import { decimalText, quantitySchema } from '../../kernel/decimal-string.ts';
import { type CustomerId, customerId, type InvoiceId, invoiceId } from '../../kernel/ids.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-schema.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { settledAmount } from '../../kernel/settled-amount.ts';
import type { Currency } from '../../money/currency.ts';
import { type Decimal, exactDecimal, ONE, plain } from '../../money/decimal.ts';
import { type Money, moneyFromWire, settledToWire } from '../../money/money.ts';

declare const brand: unique symbol;
export type ManualLineId = string & { readonly [brand]: 'ManualLineId' };
export const manualLineId = (text: string): ManualLineId => text as ManualLineId;

/** What an operator bills or gives back beside the plan. */
export interface AgreedLine {
  readonly description: string;
  /** For information: nothing is multiplied by it. */
  readonly quantity: Decimal;
  /** Settled, of either sign. */
  readonly amount: Money;
}

/** Waits for the customer's next invoice, or is on one. */
export interface ManualLine extends AgreedLine {
  readonly id: ManualLineId;
  readonly customerId: CustomerId;
  /** Null while it waits. */
  readonly invoiceId: InvoiceId | null;
  /** By the wall clock. */
  readonly createdAt: Instant;
}

/** `POST /v1/customers/{id}/invoice-lines`, and `POST /v1/invoices/{id}/lines`. */
export const newManualLineSchema = z.strictObject({
  description: z.string().trim().min(1).max(500),
  amount: quantitySchema.meta({ description: 'decimal string; negative for what is given back', examples: ['-25.00'] }),
  quantity: quantitySchema.optional(),
  currency: currencySchema.optional().meta({ description: "the customer's" }),
});
export type NewManualLine = z.output<typeof newManualLineSchema>;

/** @throws InvalidInput `amount_not_settled` at `/amount`, `currency_not_billed` at `/currency` */
export const agreedLine = (
  { description, amount, quantity = ONE, currency: named }: NewManualLine,
  { currency }: Pick<Customer, 'currency'>,
): AgreedLine => {
  if (named !== undefined && named !== currency) {
    const detail = `The customer is billed in ${currency}, not in ${named}.`;
    throw new InvalidInput({ code: 'currency_not_billed', pointer: '/currency', detail });
  }
  return { description, quantity, amount: settledAmount(amount, currency, '/amount') };
};

export const isWaiting = ({ invoiceId: on }: Pick<ManualLine, 'invoiceId'>): boolean => on === null;

/** As it is stored and answered. */
export const manualLineWire = z.object({
  id: z.string(),
  customerId: z.string(),
  status: z.enum(['waiting', 'billed']),
  invoiceId: z.string().nullable(),
  description: z.string(),
  quantity: decimalText,
  amount: decimalText,
  currency: currencySchema,
  createdAt: instantWire,
});
export type ManualLineWire = z.output<typeof manualLineWire>;

export const manualLineToWire = ({ quantity, amount, ...line }: ManualLine): ManualLineWire => ({
  ...line,
  status: isWaiting(line) ? 'waiting' : 'billed',
  quantity: plain(quantity),
  amount: settledToWire(amount),
  currency: amount.currency,
});

export const manualLineFromWire = ({ status: _, ...wire }: ManualLineWire): ManualLine => ({
  id: manualLineId(wire.id),
  customerId: customerId(wire.customerId),
  invoiceId: wire.invoiceId === null ? null : invoiceId(wire.invoiceId),
  description: wire.description,
  ...agreedFromWire(wire, wire.currency),
  createdAt: parseInstant(wire.createdAt),
});

const agreedFromWire = ({ quantity, amount }: Pick<ManualLineWire, 'quantity' | 'amount'>, currency: Currency) => ({
  quantity: exactDecimal(quantity),
  amount: moneyFromWire(amount, currency),
});
