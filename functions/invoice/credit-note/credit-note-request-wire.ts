import { z } from 'zod';
import { quantitySchema } from '../../kernel/decimal-wire.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import type { Wanted } from './credit-sums.ts';

const wantedLine = z
  .strictObject({
    lineId: z.string().min(1).max(64),
    amount: quantitySchema.nullable().default(null),
    quantity: quantitySchema.nullable().default(null),
  })
  .refine(({ amount, quantity }) => amount === null || quantity === null, {
    error: 'either an amount or a quantity, or neither for all that is left of the line',
    params: { code: 'amount_or_quantity' },
  });

/** Body of `POST /v1/invoices/{invoiceId}/credit-notes`. */
export const newCreditNoteSchema = z.strictObject({
  reason: z.string().trim().min(1).max(500),
  full: z.literal(true).optional().meta({ description: 'All that is left of the invoice' }),
  amount: quantitySchema.optional().meta({ description: 'Of the total, tax included' }),
  lines: z.array(wantedLine).max(1000).optional().meta({
    description: 'Parts of lines, in the terms of the lines: before coupons, and tax where that comes on top',
  }),
});
export type NewCreditNote = z.output<typeof newCreditNoteSchema>;

/** What the request wants taken back: exactly one of the whole, an amount, and parts of lines.
 *  @throws InvalidInput `full_amount_or_lines`, `credit_note_empty` */
export const wantedOf = ({ full, amount, lines }: NewCreditNote): Wanted => {
  const given = [full, amount, lines].filter((one) => one !== undefined);
  if (given.length !== 1) {
    const detail = 'One of full, amount and lines is expected.';
    throw new InvalidInput({ code: 'full_amount_or_lines', pointer: '', detail });
  }
  if (amount !== undefined) return { kind: 'amount', amount };
  if (lines === undefined) return { kind: 'full' };
  if (lines.length > 0) return { kind: 'lines', lines };
  throw new InvalidInput({ code: 'credit_note_empty', pointer: '/lines', detail: 'No line is named.' });
};
