import { requireCustomer } from '../catalog/customer-store.ts';
import type { InvoiceId } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import { total } from '../money/money.ts';
import { assertDraft, withLine, withoutLine } from './draft-edit.ts';
import type { Draft, InvoiceLine } from './invoice.ts';
import type { AgreedLine } from './manual-line.ts';
import { waitedLineOf } from './manual-new-line.ts';
import { requireManualLine, returnLine } from './manual-store.ts';
import { type Payable, totalled } from './reckon-store.ts';
import { replaceDraft, requireInvoice } from './store.ts';
import { type TransactItem, transact, untilWritten } from './transaction-store.ts';

/** @param at in the customer's time
 *  @throws Conflict `invoice_not_draft`, `too_many_lines`
 *  @throws NotFound `invoice_not_found`; NumbersContended */
export const addLine = (id: InvoiceId, agreed: (draft: Draft) => AgreedLine, at: Instant): Promise<Draft> =>
  edit(id, at, async (draft) => ({ lines: withLine(draft, agreed(draft)), writes: [] }));

/** A line that had waited for the invoice waits again.
 *  @param at in the customer's time
 *  @throws Conflict `invoice_not_draft`, `line_not_manual`
 *  @throws NotFound `invoice_not_found`, `line_not_found`; NumbersContended */
export const removeLine = (id: InvoiceId, lineId: string, at: Instant): Promise<Draft> =>
  edit(id, at, async (draft) => {
    const { removed, lines } = withoutLine(draft, lineId);
    return { lines, writes: await waitingAgain(removed) };
  });

/** It was taken by the draft, by the first of those that replace one another, or by a child's statement. */
const waitingAgain = async (removed: InvoiceLine): Promise<readonly TransactItem[]> => {
  const waited = waitedLineOf(removed);
  if (waited === null) return [];
  const line = await requireManualLine(removed.customerId, waited);
  return line.invoiceId === null ? [] : [returnLine(line, line.invoiceId)];
};

interface Edit {
  readonly lines: readonly InvoiceLine[];
  readonly writes: readonly TransactItem[];
}

/** If nobody edits or finalizes it meanwhile; else again. */
const edit = (id: InvoiceId, at: Instant, decide: (draft: Draft) => Promise<Edit>): Promise<Draft> =>
  untilWritten(`draft ${id}`, async () => {
    const draft = assertDraft(await requireInvoice(id));
    const { lines, writes } = await decide(draft);
    const edited = {
      ...draft,
      ...{ lines, sections: sectionsOf(draft, lines) },
      // No coupon takes anything off a manual line.
      ...(await totalled(lines, draft.discounts, await payableOf(draft, at))),
      revision: draft.revision + 1,
    };
    return (await transact(replaceDraft(draft, edited), ...writes)) ? edited : undefined;
  });

const payableOf = async (draft: Draft, at: Instant): Promise<Payable> => ({
  ...{ invoiceId: draft.id, period: draft.period, at },
  customer: await requireCustomer(draft.customerId),
});

const sectionsOf = ({ sections, currency }: Draft, lines: readonly InvoiceLine[]): Draft['sections'] =>
  sections.map((section) => ({
    ...section,
    subtotal: total(
      lines.filter(({ customerId }) => customerId === section.customerId).map(({ amount }) => amount),
      currency,
    ),
  }));
