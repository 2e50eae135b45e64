import { z } from 'zod';
import { currencySchema } from '../../kernel/currency-wire.ts';
import { decimalText } from '../../kernel/decimal-wire.ts';
import { customerId, invoiceId } from '../../kernel/ids.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { moneyFromWire, settledToWire } from '../../money/money.ts';
import { creditGrantId } from './credit-grant.ts';
import { type Cause, causeKinds, type LedgerEntry } from './ledger-entry.ts';

/** An entry as clients see it, and as the table keeps it. Which of the ids are set depends on `kind`. */
export const ledgerEntryWire = z.object({
  id: z.string(),
  customerId: z.string(),
  grantId: z.string().nullable().meta({ description: 'The grant that is moved; null: the balance' }),
  kind: z.enum(causeKinds),
  amount: decimalText.meta({ description: 'What is gained; negative: what is lost' }),
  after: decimalText,
  currency: currencySchema,
  invoiceId: z.string().nullable(),
  creditNoteId: z.string().nullable(),
  paymentId: z.string().nullable(),
  adjustmentId: z.string().nullable(),
  reason: z.string().nullable(),
  at: instantWire,
});
export type LedgerEntryWire = z.output<typeof ledgerEntryWire>;

export const entryToWire = ({
  id,
  customerId: of,
  grantId,
  cause,
  amount,
  after,
  at,
}: LedgerEntry): LedgerEntryWire => ({
  ...{ id, customerId: of, grantId, kind: cause.kind, at },
  amount: settledToWire(amount),
  after: settledToWire(after),
  currency: amount.currency,
  invoiceId: 'invoiceId' in cause ? cause.invoiceId : null,
  creditNoteId: 'creditNoteId' in cause ? cause.creditNoteId : null,
  paymentId: 'paymentId' in cause ? cause.paymentId : null,
  adjustmentId: 'adjustmentId' in cause ? cause.adjustmentId : null,
  reason: 'reason' in cause ? cause.reason : null,
});

/** Reads back what `entryToWire` wrote.
 *  @throws Conflict `ledger_corrupt` where an id is missing that an entry of this kind must have */
export const entryFromWire = (wire: LedgerEntryWire): LedgerEntry => ({
  id: wire.id,
  customerId: customerId(wire.customerId),
  grantId: wire.grantId === null ? null : creditGrantId(wire.grantId),
  cause: causeOf(wire),
  amount: moneyFromWire(wire.amount, wire.currency),
  after: moneyFromWire(wire.after, wire.currency),
  at: parseInstant(wire.at),
});

const causeOf = (wire: LedgerEntryWire): Cause => {
  const { kind } = wire;
  switch (kind) {
    case 'granted':
      return { kind };
    case 'grant_voided':
      return { kind };
    case 'invoice':
    case 'invoice_voided':
      return { kind, invoiceId: invoiceId(given(wire, 'invoiceId')) };
    case 'credit_note':
      return { kind, invoiceId: invoiceId(given(wire, 'invoiceId')), creditNoteId: given(wire, 'creditNoteId') };
    case 'overpayment':
      return { kind, invoiceId: invoiceId(given(wire, 'invoiceId')), paymentId: given(wire, 'paymentId') };
    case 'adjustment':
      return { kind, adjustmentId: given(wire, 'adjustmentId'), reason: given(wire, 'reason') };
  }
};

type Source = 'invoiceId' | 'creditNoteId' | 'paymentId' | 'adjustmentId' | 'reason';

const given = (wire: LedgerEntryWire, field: Source): string => {
  const value = wire[field];
  if (value !== null) return value;
  throw new Conflict('ledger_corrupt', `Entry ${wire.id} is of ${wire.kind} without ${field}.`);
};
