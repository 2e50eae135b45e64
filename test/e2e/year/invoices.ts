import { grace, iso } from './calendar.ts';
import type { Grant, Persona } from './cast.ts';
import { discount, type Left, leftAtFirst, retakenBy } from './coupons.ts';
import { eventsOf, type Sent } from './events.ts';
import { Exact } from './exact.ts';
import { type Line, type Past, settled } from './line.ts';
import { linesOf } from './lines.ts';
import { currencies } from './plans.ts';
import { type Period, periodsOf } from './schedule.ts';

/** An invoice as the API should say it is. */
export interface Expected {
  readonly periodStart: string;
  readonly periodEnd: string;
  /** Customer, kind, charge, quantity, amount, and what coupons take off. */
  readonly lines: readonly string[];
  /** Of a family: customer and subtotal. */
  readonly sections: readonly string[];
  readonly subtotal: string;
  readonly discount: string;
  readonly taxes: readonly string[];
  readonly taxBase: string;
  readonly tax: string;
  readonly total: string;
  readonly credited: string;
  readonly balanceBefore: string;
  readonly balanceAfter: string;
  readonly amountDue: string;
}

/** A customer's lines of one period. */
interface Statement {
  readonly persona: Persona;
  readonly period: Period;
  readonly lines: readonly Line[];
}

const statementsOf = (persona: Persona): readonly Statement[] => {
  const events: readonly Sent[] = eventsOf(persona);
  const past: Past[] = [];
  let coupons: Left = leftAtFirst(persona);
  return periodsOf(persona).map((period) => {
    const drafted = linesOf({ persona, events, past }, period, retakenBy(persona));
    const { lines, left } = discount(persona, period, drafted.lines, coupons);
    coupons = left;
    past.push({ ...drafted, lines });
    return { persona, period, lines };
  });
};

/** All invoices of the year, oldest first, from the raw events and what is known of the customer and its children, whose
 *  statements come with the first invoice that ends with them or later. */
export const recomputed = (persona: Persona, children: readonly Persona[]): readonly Expected[] => {
  const grants = persona.grants.map((grant) => ({ grant, left: Exact.of(grant.amount) }));
  const branches = children.flatMap(statementsOf);
  let balance = Exact.zero;
  let before: Period | undefined;
  return statementsOf(persona).map((own) => {
    const { period } = own;
    for (const note of persona.creditNotes) {
      if (isBefore(note.step, period, before)) balance = balance.plus(Exact.of(note.amount));
    }
    const since = before?.end ?? Number.NEGATIVE_INFINITY;
    const statements = [own, ...branches.filter(({ period: { end } }) => end > since && end <= period.end)];
    const sums = taxed(
      persona,
      period,
      statements.flatMap(({ lines }) => lines),
    );
    const paid = settle(grants, balance, sums.total, period);
    balance = paid.after;
    before = period;
    return shown(persona, period, statements, { ...sums, ...paid });
  });
};

const isBefore = (step: number, period: Period, before: Period | undefined): boolean =>
  step <= period.step && step > (before?.step ?? -1);

interface Sums {
  readonly subtotal: Exact;
  readonly discount: Exact;
  readonly taxes: readonly Exact[];
  readonly taxBase: Exact;
  readonly tax: Exact;
  readonly total: Exact;
}

const hundred = Exact.of(100);

/** Each line has the rates of the moment when its tax falls due. Of lines with the same rates, each tax is rounded once: on
 *  top of the lines, or out of them. */
const taxed = (persona: Persona, { start, end }: Period, lines: readonly Line[]): Sums => {
  const subtotal = Exact.sum(lines.map(({ amount }) => amount));
  const off = Exact.sum(lines.flatMap(({ taken }) => [...taken.values()]));
  const groups = new Map<string, { readonly due: number; readonly nets: Exact[] }>();
  for (const { due, amount, taken } of lines) {
    const net = amount.minus(Exact.sum([...taken.values()]));
    if (net.isZero()) continue;
    const key = JSON.stringify(ratesAt(persona, due));
    groups.set(key, { due, nets: [...(groups.get(key)?.nets ?? []), net] });
  }
  if (groups.size === 0) groups.set('', { due: start === end ? start : end - 1, nets: [] });
  const parts = [...groups.values()].map(({ due, nets }) => taxedAt(persona, due, Exact.sum(nets)));
  const tax = Exact.sum(parts.map((part) => part.tax));
  const taxBase = Exact.sum(parts.map((part) => part.taxBase));
  return {
    subtotal,
    discount: off,
    taxes: parts.flatMap(({ taxes }) => taxes),
    taxBase,
    tax,
    total: taxBase.plus(tax),
  };
};

const ratesAt = ({ taxed: { rates } }: Persona, due: number) =>
  rates.filter(({ from, until }) => Date.parse(from) <= due && (until === undefined || due < Date.parse(until)));

const taxedAt = (persona: Persona, due: number, base: Exact) => {
  const shares = ratesAt(persona, due).map(({ percent }) => Exact.of(percent).over(hundred));
  const net = persona.taxed.included ? base.over(Exact.sum([Exact.of(1), ...shares])) : base;
  const taxes = shares.map((share) => settled(persona, net.times(share)));
  const tax = Exact.sum(taxes);
  return { taxes, tax, taxBase: persona.taxed.included ? base.minus(tax) : base };
};

interface Holding {
  readonly grant: Grant;
  left: Exact;
}

/** Grants pay first, then the balance, which takes what is less than nothing. */
const settle = (holdings: readonly Holding[], before: Exact, total: Exact, { n, end }: Period) => {
  const issued = n < 0 ? end : end + grace;
  const usable = holdings
    .filter(({ grant }) => grant.expiresAt === undefined || grant.expiresAt > issued)
    .toSorted((a, b) => a.grant.priority - b.grant.priority);
  let rest = total;
  for (const holding of usable) {
    const used = holding.left.lesser(rest.greater(Exact.zero));
    holding.left = holding.left.minus(used);
    rest = rest.minus(used);
  }
  return {
    ...{ credited: total.minus(rest), before },
    after: before.minus(rest).greater(Exact.zero),
    due: rest.minus(before).greater(Exact.zero),
  };
};

type Paid = ReturnType<typeof settle>;

const shown = (
  { currency }: Persona,
  period: Period,
  statements: readonly Statement[],
  sums: Sums & Paid,
): Expected => {
  const text = (amount: Exact): string => amount.fixed(currencies[currency].digits);
  return {
    ...{ periodStart: iso(period.start), periodEnd: iso(period.end) },
    lines: statements.flatMap(({ persona, lines }) =>
      lines.map(({ kind, charge, quantity, amount, taken }) =>
        [`${persona.name}:`, kind, charge, quantity.plain(), text(amount), text(Exact.sum([...taken.values()]))].join(
          ' ',
        ),
      ),
    ),
    sections:
      statements.length === 1
        ? []
        : statements.map(
            ({ persona, lines }) => `${persona.name} ${text(Exact.sum(lines.map(({ amount }) => amount)))}`,
          ),
    ...{ subtotal: text(sums.subtotal), discount: text(sums.discount), taxes: sums.taxes.map(text) },
    ...{ taxBase: text(sums.taxBase), tax: text(sums.tax), total: text(sums.total), credited: text(sums.credited) },
    ...{ balanceBefore: text(sums.before), balanceAfter: text(sums.after), amountDue: text(sums.due) },
  };
};
