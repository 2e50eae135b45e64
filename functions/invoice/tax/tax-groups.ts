// The lines of an invoice in groups that are taxed alike, and what each group comes to.

import type { Instant } from '../../kernel/instant.ts';
import type { Currency } from '../../money/currency.ts';
import { plain } from '../../money/decimal.ts';
import { total } from '../../money/money.ts';
import { type InvoiceTax, together } from './invoice-tax.ts';
import type { LineTax } from './line-tax.ts';
import { applyTax, type TaxDecision, type Taxed } from './tax.ts';
import type { TaxableLine, TaxablePart, TaxedPart } from './tax-engine.ts';

/** A line whose tax is to be calculated. */
export interface LineToTax extends Omit<TaxableLine, 'original'> {
  readonly tax: LineTax;
}

/** What has to be decided for an invoice: all lines but those that carry the decision of an earlier line, by the time
 *  at which their tax falls due. An invoice without lines has one part of nothing.
 *  @param at when the tax of an invoice without lines would fall due */
export const partsOf = (lines: readonly LineToTax[], at: Instant, currency: Currency): readonly TaxablePart[] => {
  const open = lines.filter(({ tax }) => !tax.carried);
  const times = lines.length === 0 ? [at] : [...new Set(open.map(({ tax }) => tax.at))];
  return times.map((time) => {
    const own = open.filter(({ tax }) => tax.at === time);
    return { at: time, amount: sumOf(own, currency), lines: own.map(taxable) };
  });
};

const taxable = ({ id, chargeId, description, amount, tax }: LineToTax): TaxableLine => ({
  ...{ id, chargeId, description, amount, original: tax.original },
});

const sumOf = (lines: readonly Pick<LineToTax, 'amount'>[], currency: Currency) =>
  total(
    lines.map(({ amount }) => amount),
    currency,
  );

/** The taxes of an invoice and of each of its lines. */
export interface TaxedLines {
  /** By the id of the line. */
  readonly byLine: ReadonlyMap<string, LineTax>;
  readonly invoice: InvoiceTax;
}

/** Puts lines that are taxed alike into groups, in the order of their first lines, and rounds each tax once a group.
 *  Lines of nothing have no group of their own beside others.
 *
 *  An example, where the rate goes from 16 to 19 % on 1 October: 50.00 for September's support and 100.00 for October's
 *  seat in advance are two groups, 8.00 and 19.00. Of 100.00 for October's usage and 20.00 for September's usage that
 *  came late, the one group has 19.00 and the other, with the rate that it was billed with, 3.20.
 *  @param parts the answers for `partsOf(lines, …)` */
export const groupsOf = (lines: readonly LineToTax[], parts: readonly TaxedPart[], currency: Currency): TaxedLines => {
  const answers = new Map(parts.map((part) => [part.at, part]));
  const decided = lines.map((line): Decided => {
    const part = line.tax.carried ? undefined : answers.get(line.tax.at);
    const decision = line.tax.carried ? line.tax.decision : (part?.decision ?? null);
    return { line, decision, key: decision === null ? line.tax.at : keyOf(decision) };
  });
  const keys = [...new Set(decided.map(({ key }) => key))];
  const telling = keys.filter((key) => decided.some((one) => one.key === key && !one.line.amount.amount.isZero()));
  const places = telling.length === 0 ? keys.slice(0, 1) : telling;
  const groups = places.flatMap((key): Taxed[] => {
    const own = decided.filter((one) => one.key === key);
    const [first] = own;
    if (first === undefined) return [];
    const answer = answers.get(first.line.tax.at)?.taxed;
    if (first.decision === null) return answer === undefined ? [] : [answer];
    return [
      applyTax(
        sumOf(
          own.map(({ line }) => line),
          currency,
        ),
        first.decision,
      ),
    ];
  });
  const taxes = decided.map(({ line, decision, key }): [string, LineTax] => {
    const place = places.indexOf(key);
    return [line.id, { ...line.tax, decision, group: place < 0 ? null : place }];
  });
  const all = groups.length === 0 ? parts.slice(0, 1).map(({ taxed }) => taxed) : groups;
  return { byLine: new Map(taxes), invoice: together(all, currency) };
};

interface Decided {
  readonly line: LineToTax;
  readonly decision: TaxDecision | null;
  /** The same for lines that are taxed alike. */
  readonly key: string;
}

/** Text that two decisions share if they tax alike and say the same. */
const keyOf = ({ treatment, rates, pricesIncludeTax, note }: TaxDecision): string =>
  JSON.stringify([
    ...[treatment, pricesIncludeTax, note],
    ...rates.map(({ fraction, ...rate }) => [
      ...[rate.rateId, rate.name, rate.country, rate.region],
      ...[plain(fraction), rate.compound],
    ]),
  ]);
