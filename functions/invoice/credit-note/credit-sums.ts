import { InvalidInput } from '../../kernel/meterline-error.ts';
import { positiveAmount } from '../../kernel/settled-amount.ts';
import type { Decimal } from '../../money/decimal.ts';
import { add, compare, type Money, money, settle, subtract, total } from '../../money/money.ts';
import type { Invoice } from '../invoice.ts';
import type { AppliedTax } from '../tax/tax.ts';
import { creditedLines, grossOf, restOfLines, type WantedLine } from './credit-lines.ts';
import type { CreditedLine, CreditedSums } from './credit-note.ts';

/** All that is left of an invoice, an amount of its total (tax included), or parts of its lines. */
export type Wanted =
  | { readonly kind: 'full' }
  | { readonly kind: 'amount'; readonly amount: Decimal }
  | { readonly kind: 'lines'; readonly lines: readonly WantedLine[] };

/** What of an invoice a credit note is calculated from. */
export type Creditable = Pick<Invoice, 'lines' | 'total' | 'taxes'>;

/** What a note takes back, which is never more than earlier notes have left of the invoice. It takes back each tax in
 *  proportion, rounded over all notes together, so that notes of the whole total take back each tax to the cent. Of a total of
 *  11.90 with 1.90 of tax, notes of 3.97, 3.97 and 3.96 take back 0.63, then 1.27 - 0.63 = 0.64, then 1.90 - 1.27 = 0.63.
 *  @param before what earlier notes took back
 *  @throws InvalidInput `credit_exceeds_invoice`, `credit_note_empty`, and those of `creditedLines` */
export const creditedSums = (invoice: Creditable, before: readonly CreditedSums[], wanted: Wanted): CreditedSums => {
  const earlier = total(
    before.map((note) => note.total),
    invoice.total.currency,
  );
  const { lines, gross } = asked(invoice, before, subtract(invoice.total, earlier), wanted);
  const all = add(earlier, gross);
  if (compare(all, invoice.total) > 0) throw exceeds(wanted);
  const taxes = invoice.taxes.map((tax) => shareOf(tax, invoice.total, earlier, all));
  const tax = total(
    taxes.map(({ amount }) => amount),
    gross.currency,
  );
  return { lines, subtotal: subtract(gross, tax), taxes, tax, total: gross };
};

interface Asked {
  readonly lines: readonly CreditedLine[];
  readonly gross: Money;
}

const asked = (invoice: Creditable, before: readonly CreditedSums[], rest: Money, wanted: Wanted): Asked => {
  const credited = before.flatMap(({ lines }) => lines);
  switch (wanted.kind) {
    case 'full': {
      if (!isPositive(rest)) throw empty('/full', 'Nothing is left to take back.');
      // A note of an amount names no lines. After one, the lines have more left than the invoice, and cannot be named.
      const byLine = before.every(({ lines }) => lines.length > 0);
      return { lines: byLine ? restOfLines(invoice, credited) : [], gross: rest };
    }
    case 'amount':
      return { lines: [], gross: positiveAmount(wanted.amount, rest.currency, '/amount') };
    case 'lines': {
      const lines = creditedLines(invoice, credited, wanted.lines);
      const gross = grossOf(invoice, credited, lines);
      if (!isPositive(gross)) throw empty('/lines', 'These lines come to nothing.');
      return { lines, gross };
    }
  }
};

const shareOf = (tax: AppliedTax, whole: Money, earlier: Money, all: Money): AppliedTax => {
  const part = (of: Money) => subtract(partOf(of, all, whole), partOf(of, earlier, whole));
  return { ...tax, base: part(tax.base), amount: part(tax.amount) };
};

const partOf = (of: Money, gross: Money, whole: Money): Money =>
  settle(money(of.amount.times(gross.amount).div(whole.amount), of.currency));

const isPositive = ({ amount }: Money): boolean => amount.isPositive() && !amount.isZero();

const exceeds = ({ kind }: Wanted): InvalidInput =>
  new InvalidInput({
    code: 'credit_exceeds_invoice',
    pointer: `/${kind}`,
    detail: 'All credit notes together take back no more than the total of the invoice.',
  });

const empty = (pointer: string, detail: string): InvalidInput =>
  new InvalidInput({ code: 'credit_note_empty', pointer, detail });
