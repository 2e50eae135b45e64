import { InvalidInput } from '../../kernel/meterline-error.ts';
import { positiveAmount } from '../../kernel/settled-amount.ts';
import type { Currency } from '../../money/currency.ts';
import type { Decimal } from '../../money/decimal.ts';
import { inProportion } from '../../money/in-proportion.ts';
import { add, compare, type Money, negate, subtract, total, zero } from '../../money/money.ts';
import { taxesIn } from '../group-tax.ts';
import type { Invoice } from '../invoice.ts';
import { sharesByLine } from '../line-shares.ts';
import { earlierLine } from '../standing/earlier-line.ts';
import { tellingOf, together } from '../tax/invoice-tax.ts';
import type { AppliedTax, Taxed } from '../tax/tax.ts';
import { type TaxedGroup, taxedGroups } from '../taxed-group.ts';
import { type Before, creditedLines, restOfLines, type WantedLine } from './credit-lines.ts';
import type { CreditedLine, CreditedSums } from './credit-note.ts';

/** All that is left of an invoice, an amount of its total (tax included), or parts of its lines. */
export type Wanted =
  | { readonly kind: 'full' }
  | { readonly kind: 'amount'; readonly amount: Decimal }
  | { readonly kind: 'lines'; readonly lines: readonly WantedLine[] };

/** What of an invoice a credit note is calculated from. */
export type Creditable = Pick<Invoice, 'lines' | 'total' | 'taxGroups' | 'currency' | 'sections'>;

/** What a note takes back, which is never more than is left of the invoice. Each line is given back with
 *  the tax that it was billed with: what is taken back of a group of lines takes the taxes that are in it, rounded
 *  over all notes together, so that notes of the whole total take back each tax to the cent. Of a total of 11.90 with 1.90
 *  of tax, notes of 3.97, 3.97 and 3.96 take back 0.63, then 1.27 - 0.63 = 0.64, then 1.90 - 1.27 = 0.63.
 *  @param before what earlier notes took back
 *  @param cameBack what other invoices have given back of the lines
 *  @throws InvalidInput `credit_exceeds_invoice`, `credit_note_empty`, and those of `creditedLines` */
export const creditedSums = (
  invoice: Creditable,
  before: readonly CreditedSums[],
  wanted: Wanted,
  cameBack: Before['cameBack'] = new Map(),
): CreditedSums => {
  const { currency } = invoice;
  const groups = taxedGroups(invoice).map((group, place): CreditedGroup => {
    const notes = before.flatMap(({ taxGroups }) => taxGroups[place] ?? []);
    const earlier = totalOf(notes, currency);
    const others = group.lines.flatMap(({ id }) => cameBack.get(id)?.gross ?? []);
    return { ...group, notes, earlier, left: subtract(subtract(group.sums.total, earlier), total(others, currency)) };
  });
  const { lines, parts } = asked({ ...invoice, groups }, { notes: before, cameBack }, wanted);
  const taken = groups.map((group, place) => partOf(group, parts[place] ?? zero(currency)));
  const { taxBase, ...sums } = together(taken, currency, tellingOf(taken));
  const rest = total(
    groups.map(({ left }) => left),
    currency,
  );
  const isByLine = wanted.kind === 'lines' && before.every(namesLines);
  if (compare(sums.total, isByLine ? add(rest, givenBackBy(invoice)) : rest) > 0) throw exceeds(wanted);
  return { lines, subtotal: taxBase, ...sums };
};

/** A group of lines that are taxed alike; what earlier notes took back of it, and what these and other invoices have left.
 *  Both are with tax. */
interface CreditedGroup extends TaxedGroup {
  /** What each of the earlier notes took back of it. */
  readonly notes: readonly Taxed[];
  readonly earlier: Money;
  readonly left: Money;
}

/** What came back of the invoice before. */
interface BackBefore extends Pick<Before, 'cameBack'> {
  readonly notes: readonly CreditedSums[];
}

interface Asked {
  readonly lines: readonly CreditedLine[];
  /** Of each group, tax included. */
  readonly parts: readonly Money[];
}

const asked = (
  { groups, ...invoice }: Creditable & { readonly groups: readonly CreditedGroup[] },
  { notes, cameBack }: BackBefore,
  wanted: Wanted,
): Asked => {
  const { currency } = invoice;
  const before = { credited: notes.flatMap(({ lines }) => lines), cameBack };
  const left = groups.map((group) => group.left);
  const rest = total(left, currency);
  switch (wanted.kind) {
    case 'full': {
      if (!isPositive(rest)) throw empty('/full', 'Nothing is left to take back.');
      // A note of an amount names no lines. After one, the lines have more left than the invoice, and cannot be named.
      const byLine = notes.every(namesLines);
      return { lines: byLine ? restOfLines(invoice, before) : [], parts: left };
    }
    case 'amount': {
      const amount = positiveAmount(wanted.amount, currency, '/amount');
      if (compare(amount, rest) > 0) throw exceeds(wanted);
      // The amount names no tax, and so it is of all that is left alike.
      return { lines: [], parts: inProportion(amount, left) };
    }
    case 'lines': {
      const lines = creditedLines(invoice, before, wanted.lines);
      const totals = new Map(lines.map((line) => [line.lineId, line.total]));
      const parts = groups.map((group) =>
        total(
          group.lines.flatMap(({ id }) => totals.get(id) ?? []),
          currency,
        ),
      );
      if (!isPositive(total(parts, currency))) throw empty('/lines', 'These lines come to nothing.');
      return { lines, parts };
    }
  }
};

/** What is taken back of a group: the taxes in all that notes take back of it, less those that earlier notes took back. */
const partOf = (group: CreditedGroup, gross: Money): Taxed => {
  const { sums, notes, earlier } = group;
  const taxes = taxesIn(group)(add(earlier, gross)).map((tax, index): AppliedTax => {
    const before = (of: 'base' | 'amount') =>
      total(
        notes.flatMap(({ taxes: taken }) => taken[index]?.[of] ?? []),
        gross.currency,
      );
    return { ...tax, base: subtract(tax.base, before('base')), amount: subtract(tax.amount, before('amount')) };
  });
  const tax = total(
    taxes.map(({ amount }) => amount),
    gross.currency,
  );
  return { ...sums, taxBase: subtract(gross, tax), taxes, tax, total: gross };
};

/** What the lines of an invoice give back of earlier ones. A note of a line need not leave room for it, since it came back
 *  already: of 30.00 for calls and −30.00 for minutes of the month before, which are 0.00 together, a note takes back the
 *  30.00 for calls. On a consolidated invoice a line may be given back that is on it too: so there it is left. */
const givenBackBy = (invoice: Creditable): Money => {
  if (invoice.sections.length > 0) return zero(invoice.currency);
  const shares = sharesByLine(invoice);
  const back = invoice.lines.flatMap((line) => (earlierLine(line) === null ? [] : (shares.get(line.id) ?? [])));
  return negate(
    total(
      back.filter(({ amount }) => amount.isNegative()),
      invoice.currency,
    ),
  );
};

const namesLines = ({ lines }: Pick<CreditedSums, 'lines'>): boolean => lines.length > 0;

const totalOf = (sums: readonly Taxed[], currency: Currency): Money =>
  total(
    sums.map((one) => one.total),
    currency,
  );

const isPositive = ({ amount }: Money): boolean => amount.isPositive() && !amount.isZero();

const exceeds = ({ kind }: Wanted): InvalidInput =>
  new InvalidInput({
    code: 'credit_exceeds_invoice',
    pointer: `/${kind}`,
    detail: 'No more comes back than the total of the invoice, by credit notes and by later invoices together.',
  });

const empty = (pointer: string, detail: string): InvalidInput =>
  new InvalidInput({ code: 'credit_note_empty', pointer, detail });
