import { z } from 'zod';
import { currencySchema } from '../../kernel/currency-wire.ts';
import { decimalText, quantitySchema } from '../../kernel/decimal-wire.ts';
import { customerId, invoiceId } from '../../kernel/ids.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import { exactDecimal, plain } from '../../money/decimal.ts';
import { moneyFromWire, settledToWire } from '../../money/money.ts';
import { isWaiting, type ManualLine, manualLineId } from './manual-line.ts';

/** `POST /v1/customers/{id}/invoice-lines`, and `POST /v1/invoices/{id}/lines`. */
export const newManualLineSchema = z.strictObject({
  description: z.string().trim().min(1).max(500),
  amount: quantitySchema.meta({ description: 'decimal string; negative for what is given back', examples: ['-25.00'] }),
  quantity: quantitySchema.optional(),
  currency: currencySchema.optional().meta({ description: "the customer's" }),
});

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

/** Reads back what `manualLineToWire` wrote. The status follows from the invoice. */
export const manualLineFromWire = ({ status: _, ...wire }: ManualLineWire): ManualLine => ({
  id: manualLineId(wire.id),
  customerId: customerId(wire.customerId),
  invoiceId: wire.invoiceId === null ? null : invoiceId(wire.invoiceId),
  description: wire.description,
  quantity: exactDecimal(wire.quantity),
  amount: moneyFromWire(wire.amount, wire.currency),
  createdAt: parseInstant(wire.createdAt),
});
