import { InvalidInput } from '../../kernel/meterline-error.ts';
import { positiveAmount } from '../../kernel/settled-amount.ts';
import type { Decimal } from '../../money/decimal.ts';
import { sum } from '../../money/decimal.ts';
import { add, compare, type Money, money, settle, subtract, total, zero } from '../../money/money.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';
import type { CreditedLine } from './credit-note.ts';

/** What somebody wants to take back of a line: a part of its quantity, an amount, or with neither all that is left. */
export interface WantedLine {
  readonly lineId: string;
  readonly amount: Decimal | null;
  readonly quantity: Decimal | null;
}

/** What earlier notes took back. */
export type Credited = readonly Pick<CreditedLine, 'lineId' | 'quantity' | 'amount'>[];

/** @param before on earlier notes
 *  @throws InvalidInput `unknown_line`, `duplicate_line`, `credit_exceeds_line`, `amount_not_positive`, `amount_not_settled` */
export const creditedLines = (
  invoice: Pick<Invoice, 'lines'>,
  before: Credited,
  wanted: readonly WantedLine[],
): readonly CreditedLine[] =>
  wanted.map((want, index) => {
    const pointer = `/lines/${index}`;
    const line = invoice.lines.find(({ id }) => id === want.lineId);
    if (line === undefined) throw refused('unknown_line', `${pointer}/lineId`, `There is no line "${want.lineId}".`);
    if (wanted.findIndex(({ lineId }) => lineId === want.lineId) < index) {
      throw refused('duplicate_line', `${pointer}/lineId`, `Line "${want.lineId}" is named twice.`);
    }
    return creditedLine(line, ofLine(line, before), want, pointer);
  });

/** What is left of each line, those below zero too: together with what is on earlier notes, the whole invoice. */
export const restOfLines = ({ lines }: Pick<Invoice, 'lines'>, before: Credited): readonly CreditedLine[] =>
  lines
    .map((line) => ({ ...naming(line), quantity: null, amount: restOf(line, ofLine(line, before)) }))
    .filter(({ amount }) => !amount.amount.isZero());

const creditedLine = (line: InvoiceLine, before: Credited, want: WantedLine, pointer: string): CreditedLine => {
  const { quantity } = want;
  const amount = quantity === null ? amountOf(line, before, want, pointer) : partOf(line, before, quantity, pointer);
  if (compare(amount, restOf(line, before)) <= 0) return { ...naming(line), quantity, amount };
  const place = quantity === null ? `${pointer}/amount` : `${pointer}/quantity`;
  throw refused('credit_exceeds_line', place, `Of line "${line.id}" there is less left to take back.`);
};

const amountOf = (line: InvoiceLine, before: Credited, { amount }: WantedLine, pointer: string): Money => {
  if (amount !== null) return positiveAmount(amount, line.amount.currency, `${pointer}/amount`);
  const rest = restOf(line, before);
  if (rest.amount.isPositive() && !rest.amount.isZero()) return rest;
  throw refused('credit_exceeds_line', `${pointer}/lineId`, `Of line "${line.id}" nothing is left to take back.`);
};

/** The line's amount in proportion to its quantity. Rounded over all notes, so that the last unit takes the rest. */
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

const restOf = ({ amount }: InvoiceLine, before: Credited): Money => subtract(amount, creditedOf(before, amount));

const creditedOf = (before: Credited, { currency }: Money): Money =>
  total(
    before.map(({ amount }) => amount),
    currency,
  );

const ofLine = ({ id }: InvoiceLine, before: Credited): Credited => before.filter(({ lineId }) => lineId === id);

const naming = ({ id, description }: InvoiceLine) => ({ lineId: id, description });

const refused = (code: string, pointer: string, detail: string): InvalidInput =>
  new InvalidInput({ code, pointer, detail });

/** What of the invoice's total the credited parts of its lines are, coupons off and tax on: a line's share of the total is
 *  settled over the lines before it, a part of a line over the notes before, so that all parts of all lines are the total. */
export const grossOf = (invoice: Pick<Invoice, 'lines' | 'total'>, before: Credited, lines: Credited): Money => {
  const shares = sharesOf(invoice);
  const parts = lines.map((credited) => {
    const line = invoice.lines.find(({ id }) => id === credited.lineId);
    const share = shares.get(credited.lineId);
    if (line === undefined || share === undefined || line.amount.amount.isZero()) return zero(invoice.total.currency);
    const earlier = creditedOf(ofLine(line, before), line.amount);
    const grossFor = (amount: Money) =>
      settle(money(share.amount.times(amount.amount).div(line.amount.amount), share.currency));
    return subtract(grossFor(add(earlier, credited.amount)), grossFor(earlier));
  });
  return total(parts, invoice.total.currency);
};

/** The share of each line in the total: they add up to it. */
const sharesOf = ({ lines, total: whole }: Pick<Invoice, 'lines' | 'total'>): ReadonlyMap<string, Money> => {
  const nets = lines.map(({ amount, discount }) => subtract(amount, discount));
  const net = total(nets, whole.currency);
  const shares = new Map<string, Money>();
  if (net.amount.isZero()) return shares;
  const grossFor = (part: Money) => settle(money(whole.amount.times(part.amount).div(net.amount), whole.currency));
  let reached = zero(whole.currency);
  for (const [index, { id }] of lines.entries()) {
    const next = add(reached, nets[index] ?? zero(whole.currency));
    shares.set(id, subtract(grossFor(next), grossFor(reached)));
    reached = next;
  }
  return shares;
};
