import { requireCustomer } from '../../catalog/customer/customer-store.ts';
import type { InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { total } from '../../money/money.ts';
import { type TransactItem, transact, untilWritten } from '../../platform/table/transaction.ts';
import type { AgreedLine } from '../draft/manual-line.ts';
import { waitedLineOf } from '../draft/manual-new-line.ts';
import { requireManualLine, returnLine } from '../draft/manual-store.ts';
import { type Payable, totalled } from '../draft/reckon-service.ts';
import type { Draft, Invoice, InvoiceLine } from '../invoice.ts';
import { replaceDraft, requireInvoice } from '../store/invoice-store.ts';
import { removeEarlierLines } from '../store/lines-store.ts';
import { assertDraft, hasLineOf, withLine, withoutLine } from './draft-edit.ts';

export interface Adding {
  /** A repeated request has the same one. */
  readonly requestId: string;
  readonly agreed: (draft: Draft) => AgreedLine;
  /** What is written with the line. */
  readonly noting?: readonly TransactItem[];
}

/** Adds a manual line to a draft. If the same request has added its line before, the invoice is answered as it is now.
 *  @param at in the customer's time
 *  @throws Conflict `invoice_not_draft`, `too_many_lines`
 *  @throws NotFound `invoice_not_found`; Contended `draft_contended` */
export const addLine = (id: InvoiceId, { requestId, agreed, noting = [] }: Adding, at: Instant): Promise<Invoice> =>
  edit(id, at, async (invoice) => {
    if (hasLineOf(invoice, requestId)) return undefined;
    const draft = assertDraft(invoice);
    return { draft, lines: withLine(draft, agreed(draft), requestId), writes: noting };
  });

/** Takes a manual line off a draft. If the line had waited for the customer's next invoice, it waits again.
 *  @param at in the customer's time
 *  @throws Conflict `invoice_not_draft`, `line_not_manual`
 *  @throws NotFound `invoice_not_found`, `line_not_found`; Contended `draft_contended` */
export const removeLine = (id: InvoiceId, lineId: string, at: Instant): Promise<Invoice> =>
  edit(id, at, async (invoice) => {
    const draft = assertDraft(invoice);
    const { removed, lines } = withoutLine(draft, lineId);
    return { draft, lines, writes: await waitingAgain(removed) };
  });

/** The write by which a removed line waits again, if it had waited before. It is taken back from whatever has taken it: this
 *  draft, the original that the draft replaces, or a child's statement. */
const waitingAgain = async (removed: InvoiceLine): Promise<readonly TransactItem[]> => {
  const waited = waitedLineOf(removed);
  if (waited === null) return [];
  const line = await requireManualLine(removed.customerId, waited);
  return line.invoiceId === null ? [] : [returnLine(line, line.invoiceId)];
};

interface Edit {
  readonly draft: Draft;
  readonly lines: readonly InvoiceLine[];
  readonly writes: readonly TransactItem[];
}

/** Reads the draft, decides on an edit and writes it with new totals; all over again if somebody else has changed or finalized
 *  the draft meanwhile.
 *  @param decide answers undefined where there is nothing to change */
const edit = (id: InvoiceId, at: Instant, decide: (invoice: Invoice) => Promise<Edit | undefined>): Promise<Invoice> =>
  untilWritten('draft', id, async () => {
    const invoice = await requireInvoice(id);
    const decided = await decide(invoice);
    if (decided === undefined) return invoice;
    const { draft, lines, writes } = decided;
    await removeEarlierLines(draft);
    // The discounts stay as they are: no coupon takes anything off a manual line.
    const { lines: taxed, totals } = await totalled(lines, draft.discounts, await payableOf(draft, at));
    const edited = {
      ...draft,
      ...{ lines: taxed, sections: sectionsOf(draft, lines) },
      ...totals,
      revision: draft.revision + 1,
    };
    return (await transact(await replaceDraft(draft, edited), ...writes)) ? edited : undefined;
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
