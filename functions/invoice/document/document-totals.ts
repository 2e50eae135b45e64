import { type Money, negate, subtract } from '../../money/money.ts';
import type { TaxSummary, TotalRow } from './document-schema.ts';
import type { DocumentSource, Outcome, SourceTotals } from './document-source.ts';
import type { Writing } from './document-writing.ts';

type Due = Extract<Outcome, { kind: 'due' }>;

/** The rows below the lines: from the subtotal over discounts and taxes to the total, and from there to what is due. The rows
 *  between two sums add up to the difference of the two. */
export const totalRows = (
  { totals, outcome }: Pick<DocumentSource, 'totals' | 'outcome'>,
  writing: Writing,
): TotalRow[] => [
  row(writing.texts.total.subtotal, totals.subtotal, writing),
  ...totals.discounts.map(({ name, amount }) => row(writing.texts.total.discount(name), negate(amount), writing)),
  ...taxRows(totals, writing),
  { ...row(writing.texts.total.total, totals.total, writing), weight: 'sum' },
  ...outcomeRows(outcome, writing),
];

const outcomeRows = (outcome: Outcome, writing: Writing): readonly TotalRow[] => {
  const { total } = writing.texts;
  if (outcome.kind === 'credited') {
    const { toInvoice, toBalance } = outcome;
    return [
      ...(toInvoice.amount.isZero() ? [] : [row(total.takenOff, toInvoice, writing)]),
      ...(toBalance.amount.isZero() ? [] : [row(total.balanceAdded, toBalance, writing)]),
    ];
  }
  return [
    ...outcome.credits.map(({ name, amount }) => row(total.credit(name), negate(amount), writing)),
    ...balanceRows(outcome, writing),
    ...outcome.lowered.map(({ number, amount }) => row(total.lowered(number), amount, writing)),
    ...remainingRows(outcome, writing),
  ];
};

/** The amount due. Where credit notes or later invoices have taken something off, or a payment has come in, it is followed by
 *  these and by what remains. */
const remainingRows = ({ amountDue, amountPaid, amountRemaining }: Due, writing: Writing): readonly TotalRow[] => {
  const { total } = writing.texts;
  const takenOff = subtract(subtract(amountDue, amountPaid), amountRemaining);
  const due = row(total.amountDue, amountDue, writing);
  const changes = [
    ...(takenOff.amount.isZero() ? [] : [row(total.takenOffByNotes, negate(takenOff), writing)]),
    ...(amountPaid.amount.isZero() ? [] : [row(total.paid, negate(amountPaid), writing)]),
  ];
  return changes.length === 0
    ? [{ ...due, weight: 'due' }]
    : [{ ...due, weight: 'sum' }, ...changes, { ...row(total.remaining, amountRemaining, writing), weight: 'due' }];
};

const row = (label: string, amount: Money, { formats }: Writing, note: string | null = null): TotalRow => ({
  label,
  note,
  value: formats.money(amount),
  weight: 'plain',
});

/** The taxes, and before them the tax base where it is not the subtotal: after discounts, and where prices include tax. */
const taxRows = ({ subtotal, taxBase, taxes, tax }: SourceTotals, writing: Writing): readonly TotalRow[] => {
  const { texts, formats } = writing;
  return [
    ...(taxBase.amount.equals(subtotal.amount) ? [] : [row(texts.total.taxBase, taxBase, writing)]),
    ...(taxes.length === 0
      ? [row(texts.total.tax, tax, writing)]
      : taxes.map(({ name, fraction, amount }) =>
          row(texts.total.taxAt(name, formats.percent(fraction)), amount, writing),
        )),
  ];
};

/** What the customer's balance pays of the invoice, or what the invoice adds to it. There is no row where it does
 *  neither. */
const balanceRows = ({ balanceBefore, balanceAfter }: Due, writing: Writing): readonly TotalRow[] => {
  const { texts, formats } = writing;
  const change = subtract(balanceAfter, balanceBefore);
  if (change.amount.isZero()) return [];
  const label = change.amount.greaterThan(0) ? texts.total.balanceAdded : texts.total.balanceUsed;
  const note = texts.total.balance(formats.money(balanceBefore), formats.money(balanceAfter));
  return [row(label, change, writing, note)];
};

/** The tax breakdown: for each rate what it is on and what it comes to, and, beside others, what is not taxed. Null where
 *  nothing is taxed at all. */
export const taxSummaryOf = ({ taxGroups }: SourceTotals, { texts, formats }: Writing): TaxSummary | null => {
  if (taxGroups.every(({ taxes }) => taxes.length === 0)) return null;
  const { heading, name, rate, base, amount, untaxed } = texts.tax;
  const money = (of: Money): string => formats.money(of);
  return {
    heading,
    columns: { name, rate, base, amount },
    rows: taxGroups.flatMap(({ taxes, taxTreatment, taxBase, tax: sum }) =>
      taxes.length > 0
        ? taxes.map((tax) => ({
            ...{ name: tax.name, rate: formats.percent(tax.fraction) },
            ...{ base: money(tax.base), amount: money(tax.amount) },
          }))
        : [
            {
              name: untaxed[taxTreatment === 'taxed' ? 'no_rate' : taxTreatment],
              rate: '',
              base: money(taxBase),
              amount: money(sum),
            },
          ],
    ),
  };
};

/** What tax law wants to be read on the document, each sentence once. Where an invoice has a note of its own, it takes the
 *  place of the text for the treatment. */
export const taxNotesOf = ({ taxGroups }: SourceTotals, { texts }: Writing): readonly string[] => [
  ...new Set(
    taxGroups.flatMap(({ taxTreatment, taxNote }) => {
      if (taxNote !== null) return [taxNote];
      if (taxTreatment === 'reverse_charge') return [texts.tax.reverseCharge];
      return taxTreatment === 'exempt' ? [texts.tax.exempt] : [];
    }),
  ),
];
