import { type Money, negate, subtract } from '../../money/money.ts';
import type { Formats } from './document-format.ts';
import type { TaxSummary, TotalRow } from './document-schema.ts';
import type { DocumentSource, Outcome, SourceTotals } from './document-source.ts';
import type { DocumentTexts } from './document-texts.ts';

type Due = Extract<Outcome, { kind: 'due' }>;

interface Writing {
  readonly texts: DocumentTexts;
  readonly formats: Formats;
}

/** From the subtotal to what has become of the total: what stands between two sums leads from one to the other. */
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
    ...standingRows(outcome, writing),
  ];
};

/** What has come in for it and what credit notes have taken off, where anything has; the last row is what remains. */
const standingRows = ({ amountDue, amountPaid, amountRemaining }: Due, writing: Writing): readonly TotalRow[] => {
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

/** The tax base is said where it is not the subtotal: after discounts, and where prices include tax. */
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

/** What goes from the account into the invoice is taken off, what goes into the account is added. */
const balanceRows = ({ balanceBefore, balanceAfter }: Due, writing: Writing): readonly TotalRow[] => {
  if (balanceBefore.amount.isZero() && balanceAfter.amount.isZero()) return [];
  const { texts, formats } = writing;
  const change = subtract(balanceAfter, balanceBefore);
  const label = change.amount.isPositive() ? texts.total.balanceAdded : texts.total.balanceUsed;
  const note = texts.total.balance(formats.money(balanceBefore), formats.money(balanceAfter));
  return [row(label, change, writing, note)];
};

/** Null where there is no tax. */
export const taxSummaryOf = ({ taxes }: SourceTotals, { texts, formats }: Writing): TaxSummary | null => {
  if (taxes.length === 0) return null;
  const { heading, name, rate, base, amount } = texts.tax;
  return {
    heading,
    columns: { name, rate, base, amount },
    rows: taxes.map((tax) => ({
      name: tax.name,
      rate: formats.percent(tax.fraction),
      base: formats.money(tax.base),
      amount: formats.money(tax.amount),
    })),
  };
};

/** What the law wants said about the tax; the invoice's own words come first. */
export const taxNotesOf = ({ taxTreatment, taxNote }: SourceTotals, { texts }: Writing): readonly string[] => {
  if (taxNote !== null) return [taxNote];
  if (taxTreatment === 'reverse_charge') return [texts.tax.reverseCharge];
  return taxTreatment === 'exempt' ? [texts.tax.exempt] : [];
};
