// The taxes of an invoice, put together from the groups of its lines that are taxed alike.

import type { Currency } from '../../money/currency.ts';
import { type Money, total } from '../../money/money.ts';
import { type Taxed, type TaxTreatment, treatments } from './tax.ts';

/** How an invoice is treated: as all its groups are, else it is `mixed`. */
export type InvoiceTreatment = TaxTreatment | 'mixed';
export const invoiceTreatments = [...treatments, 'mixed'] as const;

/** The sums of an invoice, of which `taxGroups` are the parts that are taxed alike. Its taxes are theirs, in their
 *  order. */
export interface InvoiceTax extends Omit<Taxed, 'taxTreatment'> {
  readonly taxTreatment: InvoiceTreatment;
  /** There is at least one. */
  readonly taxGroups: readonly Taxed[];
}

/** Puts groups together. An example: −50.00 with 20 % (−10.00) and 80.00 under the reverse charge are a tax base of
 *  30.00, a tax of −10.00 and a total of 20.00, and they are treated in `mixed` ways.
 *  @param telling the groups whose taxes, treatment and note are told; by default all */
export const together = (
  taxGroups: readonly Taxed[],
  currency: Currency,
  telling: readonly Taxed[] = taxGroups,
): InvoiceTax => {
  const sum = (of: 'taxBase' | 'tax' | 'total'): Money =>
    total(
      taxGroups.map((group) => group[of]),
      currency,
    );
  const treatments = new Set(telling.map(({ taxTreatment }) => taxTreatment));
  const [treatment = 'no_rate'] = treatments;
  const notes = new Set(telling.flatMap(({ taxNote }) => (taxNote === null ? [] : [taxNote])));
  return {
    ...{ taxBase: sum('taxBase'), taxes: telling.flatMap(({ taxes }) => taxes), tax: sum('tax') },
    ...{ total: sum('total'), taxTreatment: treatments.size > 1 ? 'mixed' : treatment },
    taxNote: notes.size === 0 ? null : [...notes].join('\n'),
    taxGroups,
  };
};

/** The groups that come to something; where there are none, all of them. A credit note for a line of 19 % does not
 *  tell of 0.00 at 16 %. */
export const tellingOf = (groups: readonly Taxed[]): readonly Taxed[] => {
  const some = groups.filter(({ taxBase, total: whole }) => !taxBase.amount.isZero() || !whole.amount.isZero());
  return some.length === 0 ? groups : some;
};

/** An invoice whose lines are all taxed alike. */
export const inOneGroup = (group: Taxed): InvoiceTax => ({ ...group, taxGroups: [group] });

/** The one group of an invoice or credit note that was stored before there were groups.
 *  @throws TypeError for one that is treated in several ways, which has groups */
export const onlyGroup = ({ taxTreatment, ...sums }: Omit<InvoiceTax, 'taxGroups'>): Taxed => {
  if (taxTreatment === 'mixed') throw new TypeError('what is taxed in several ways has to have groups');
  const { taxBase, taxes, tax, total: whole, taxNote } = sums;
  return { taxBase, taxes, tax, total: whole, taxTreatment, taxNote };
};
