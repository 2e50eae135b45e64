import { InvalidInput } from '../../kernel/meterline-error.ts';
import { positiveAmount } from '../../kernel/settled-amount.ts';
import type { Decimal } from '../../money/decimal.ts';
import { sum } from '../../money/decimal.ts';
import { compare, type Money, money, settle, subtract, total, zero } from '../../money/money.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';
import { sharesByLine } from '../line-shares.ts';
import type { CreditedLine, NewCreditedLine } from './credit-note.ts';
import { creditedPart, type LinePart, notedPart, wholeLine } from './line-part.ts';

/** What somebody wants to take back of a line: a part of its quantity, an amount, or with neither all that is left. */
export interface WantedLine {
  readonly lineId: string;
  readonly amount: Decimal | null;
  readonly quantity: Decimal | null;
}

/** Parts of lines that credit notes take back. */
export type Credited = readonly Omit<CreditedLine, 'description'>[];

/** What other invoices have given back of a line. */
export interface CameBack extends LinePart {
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

/** What of an invoice its lines can be credited from. */
export type CreditableLines = Pick<Invoice, 'lines' | 'taxGroups' | 'currency'>;

/** The lines of a new credit note, none of which takes back more than is left of it. Each says what it is without what coupons
 *  took off, and with tax.
 *
 *  Lines of 10.00 and 20.00 with 10% off are 9.00 and 18.00; with 20% tax the total is 32.40, of which 10.80 and 21.60 belong
 *  to the lines. Whoever takes back 5.00 of the first line, which is half of it, gets 5.40 back.
 *  @throws InvalidInput `unknown_line`, `duplicate_line`, `credit_exceeds_line`, `amount_not_positive`, `amount_not_settled` */
export const creditedLines = (
  invoice: CreditableLines,
  before: Before,
  wanted: readonly WantedLine[],
): readonly NewCreditedLine[] => {
  const lines = new Map(invoice.lines.map((line) => [line.id, line]));
  const worth = worthIn(invoice);
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
    const before = beforeOf(line);
    const part = creditedLine(line, before, want, pointer);
    return { ...naming(line), ...part, ...worth(line, before, part.amount) };
  });
};

/** All that is left of each line, also of lines below zero: together with what came back before it is the whole invoice. */
export const restOfLines = (invoice: CreditableLines, before: Before): readonly NewCreditedLine[] => {
  const beforeOf = ofLines(before);
  const worth = worthIn(invoice);
  return invoice.lines.flatMap((line): readonly NewCreditedLine[] => {
    const own = beforeOf(line);
    const amount = restOf(line, own);
    return amount.amount.isZero() ? [] : [{ ...naming(line), quantity: null, amount, ...worth(line, own, amount) }];
  });
};

/** What an amount of a line is without what coupons took off, and with tax. */
const worthIn = (invoice: CreditableLines) => {
  const shares = sharesByLine(invoice);
  return (line: InvoiceLine, { credited, cameBack }: Before, amount: Money) => {
    const whole = wholeLine(line, shares.get(line.id) ?? zero(invoice.currency));
    const { discount, gross } = creditedPart(whole, notedPart(whole, credited), cameBack.get(line.id), amount);
    return { discount, total: gross };
  };
};

type Taking = Pick<CreditedLine, 'quantity' | 'amount'>;

const creditedLine = (line: InvoiceLine, before: Before, want: WantedLine, pointer: string): Taking => {
  const { quantity } = want;
  const amount =
    quantity === null ? amountOf(line, before, want, pointer) : partOf(line, before.credited, quantity, pointer);
  if (compare(amount, freeOf(line, before)) <= 0) return { quantity, amount };
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
