import { InvalidInput } from '../../kernel/meterline-error.ts';
import { positiveAmount } from '../../kernel/settled-amount.ts';
import type { Decimal } from '../../money/decimal.ts';
import { sum } from '../../money/decimal.ts';
import { add, compare, type Money, money, settle, subtract, total, zero } from '../../money/money.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';
import { sharesOf } from '../line-shares.ts';
import type { TaxedGroup } from '../taxed-group.ts';
import type { CreditedLine } from './credit-note.ts';

/** What somebody wants to take back of a line: a part of its quantity, an amount, or with neither all that is left. */
export interface WantedLine {
  readonly lineId: string;
  readonly amount: Decimal | null;
  readonly quantity: Decimal | null;
}

/** Parts of lines that credit notes take back. */
export type Credited = readonly Pick<CreditedLine, 'lineId' | 'quantity' | 'amount'>[];

/** What other invoices have given back of a line: before tax, and after coupons with tax. */
export interface CameBack {
  readonly amount: Money;
  readonly gross: Money;
  /** What other lines of the same invoice give back of the line. It is no more in the invoice's total, but a note of the line
   *  has to leave it; before tax. */
  readonly held?: Money;
}

/** What came back of an invoice's lines before. */
export interface Before {
  /** By earlier credit notes of the same invoice. */
  readonly credited: Credited;
  /** By other invoices, by the id of the line: a later one has given back late usage, or the rest of a fee. */
  readonly cameBack: ReadonlyMap<string, CameBack>;
}

/** The lines of a new credit note, none of which takes back more than is left of it.
 *  @throws InvalidInput `unknown_line`, `duplicate_line`, `credit_exceeds_line`, `amount_not_positive`, `amount_not_settled` */
export const creditedLines = (
  invoice: Pick<Invoice, 'lines'>,
  before: Before,
  wanted: readonly WantedLine[],
): readonly CreditedLine[] => {
  const lines = new Map(invoice.lines.map((line) => [line.id, line]));
  const beforeOf = ofLines(before);
  const named = new Set<string>();
  return wanted.map((want, index) => {
    const pointer = `/lines/${index}`;
    const line = lines.get(want.lineId);
    if (line === undefined) throw refused('unknown_line', `${pointer}/lineId`, `There is no line "${want.lineId}".`);
    if (named.has(want.lineId)) {
      throw refused('duplicate_line', `${pointer}/lineId`, `Line "${want.lineId}" is named twice.`);
    }
    named.add(want.lineId);
    return creditedLine(line, beforeOf(line), want, pointer);
  });
};

/** All that is left of each line, also of lines below zero: together with what came back before it is the whole invoice. */
export const restOfLines = ({ lines }: Pick<Invoice, 'lines'>, before: Before): readonly CreditedLine[] => {
  const beforeOf = ofLines(before);
  return lines
    .map((line) => ({ ...naming(line), quantity: null, amount: restOf(line, beforeOf(line)) }))
    .filter(({ amount }) => !amount.amount.isZero());
};

const creditedLine = (line: InvoiceLine, before: Before, want: WantedLine, pointer: string): CreditedLine => {
  const { quantity } = want;
  const amount =
    quantity === null ? amountOf(line, before, want, pointer) : partOf(line, before.credited, quantity, pointer);
  if (compare(amount, freeOf(line, before)) <= 0) return { ...naming(line), quantity, amount };
  const place = quantity === null ? `${pointer}/amount` : `${pointer}/quantity`;
  throw refused('credit_exceeds_line', place, `Of line "${line.id}" there is less left to take back.`);
};

const amountOf = (line: InvoiceLine, before: Before, { amount }: WantedLine, pointer: string): Money => {
  if (amount !== null) return positiveAmount(amount, line.amount.currency, `${pointer}/amount`);
  const rest = freeOf(line, before);
  if (isPositive(rest)) return rest;
  throw refused('credit_exceeds_line', `${pointer}/lineId`, `Of line "${line.id}" nothing is left to take back.`);
};

/** The part of a line's amount that `quantity` units of it are, rounded over all notes together, so that notes for all units
 *  take back the whole amount. Three units for 10.00, taken back one by one: 3.33, then 6.67 - 3.33 = 3.34, then
 *  10.00 - 6.67 = 3.33. */
const partOf = (line: InvoiceLine, before: Credited, quantity: Decimal, pointer: string): Money => {
  const earlier = sum(before.map((note) => note.quantity ?? sum([])));
  const all = earlier.plus(quantity);
  if (!quantity.isPositive() || quantity.isZero()) {
    throw refused('quantity_not_positive', `${pointer}/quantity`, 'A quantity of more than zero is expected.');
  }
  if (all.greaterThan(line.quantity)) {
    const detail = `Of line "${line.id}" there is less left to take back.`;
    throw refused('credit_exceeds_line', `${pointer}/quantity`, detail);
  }
  const amountFor = (units: Decimal) =>
    settle(money(line.amount.amount.times(units).div(line.quantity), line.amount.currency));
  return subtract(amountFor(all), amountFor(earlier));
};

const restOf = ({ id, amount }: InvoiceLine, { credited, cameBack }: Before): Money => {
  const rest = subtract(amount, creditedOf(credited, amount));
  const came = cameBack.get(id)?.amount;
  if (came === undefined || !isPositive(rest)) return rest;
  return compare(came, rest) < 0 ? subtract(rest, came) : zero(rest.currency);
};

/** What notes of the line may take back: the rest but for what other lines of the invoice give back of it. */
const freeOf = (line: InvoiceLine, before: Before): Money => {
  const rest = restOf(line, before);
  return subtract(rest, before.cameBack.get(line.id)?.held ?? zero(rest.currency));
};

const isPositive = ({ amount }: Money): boolean => amount.isPositive() && !amount.isZero();

const creditedOf = (before: Credited, { currency }: Money): Money =>
  total(
    before.map(({ amount }) => amount),
    currency,
  );

/** What came back of one line before. All lines are looked at once, so that an invoice of 10,000 takes no minutes. */
const ofLines = ({ credited, cameBack }: Before): ((line: InvoiceLine) => Before) => {
  const noted = byLine(credited);
  return ({ id }) => ({ credited: noted.get(id) ?? [], cameBack });
};

/** Parts of lines by the id of their line, each line's in their order. */
export const byLine = <Part extends { readonly lineId: string }>(
  parts: readonly Part[],
): ReadonlyMap<string, readonly Part[]> => {
  const lines = new Map<string, Part[]>();
  for (const part of parts) {
    const others = lines.get(part.lineId);
    if (others === undefined) lines.set(part.lineId, [part]);
    else others.push(part);
  }
  return lines;
};

const naming = ({ id, description }: InvoiceLine) => ({ lineId: id, description });

const refused = (code: string, pointer: string, detail: string): InvalidInput =>
  new InvalidInput({ code, pointer, detail });

/** What the credited parts of lines are of the invoice's total: without what coupons took off, and with tax.
 *
 *  Lines of 10.00 and 20.00 with 10% off are 9.00 and 18.00; with 20% tax the total is 32.40, of which 10.80 and 21.60 belong
 *  to the lines. Whoever takes back 5.00 of the first line, which is half of it, gets 5.40 back.
 *
 *  A line's share is rounded together with the lines before it, and a part of a line together with earlier notes. So all parts
 *  of all lines add up to the total. Where other invoices have given back something of a line, it is the part of what these
 *  have left: of a line of 10.00 (10.80) a later invoice has given back 4.00 (4.32). The 3.00 that a note takes are half of the
 *  6.00 that are left, and so 3.24. */
export const grossOf = (group: Omit<TaxedGroup, 'isInclusive'>, before: Before, lines: Credited): Money => {
  const shares = sharesOf(group);
  const { currency } = group.sums.total;
  const billed = new Map(group.lines.map((line) => [line.id, line]));
  const beforeOf = ofLines(before);
  const parts = lines.map((credited) => {
    const line = billed.get(credited.lineId);
    const share = shares.get(credited.lineId);
    if (line === undefined || share === undefined || line.amount.amount.isZero()) return zero(currency);
    const own = beforeOf(line);
    const earlier = creditedOf(own.credited, line.amount);
    const grossFor = (amount: Money) =>
      settle(money(share.amount.times(amount.amount).div(line.amount.amount), share.currency));
    const came = before.cameBack.get(line.id);
    const rest = restOf(line, own);
    if (came === undefined || came.amount.amount.isZero() || rest.amount.isZero()) {
      return subtract(grossFor(add(earlier, credited.amount)), grossFor(earlier));
    }
    const left = subtract(subtract(share, grossFor(earlier)), came.gross);
    if (!isPositive(left)) return zero(left.currency);
    return settle(money(left.amount.times(credited.amount.amount).div(rest.amount), left.currency));
  });
  return total(parts, currency);
};
