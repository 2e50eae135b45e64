import type { InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { type TransactItem, transact, untilWritten } from '../../platform/table/transaction.ts';
import { applyCredits } from '../credit/apply-credits.ts';
import { creditOf, settlingWrites } from '../credit/settlement-service.ts';
import type { Buyer, Draft, Invoice } from '../invoice.ts';
import type { Seller } from '../seller.ts';
import { type Lowering, loweredBy, loweredInvoice } from '../standing/lowering.ts';
import { loweringOf } from '../standing/lowering-service.ts';
import { replaceDraft, replaceIssued, requireInvoice } from '../store/invoice-store.ts';
import { invoiceNumber } from '../table/invoice-number.ts';
import { lastNumber, takeNumber } from '../table/number-store.ts';
import type { InvoiceTax } from '../tax/invoice-tax.ts';
import { requireVerified } from '../verify/proof-store.ts';
import { issue, settledBy, skip } from './issue.ts';

/** What an invoice is made final with. */
export interface Finalization {
  /** `AAAA` of AAAA-000001. */
  readonly prefix: string;
  readonly buyer: Buyer;
  /** The seller, with the tax numbers that belong on the draft. */
  readonly seller: (draft: Draft) => Seller;
  /** In the customer's time. */
  readonly at: Instant;
  /** The taxes on the draft and its lines, for the customer as it is now. */
  readonly taxed: (draft: Draft) => Promise<InvoiceTax & Pick<Draft, 'lines'>>;
  /** Whether the invoice gets no number, since it is of nothing. */
  readonly isSkipped: (draft: Draft) => boolean;
}

/** Makes a draft final: it takes the next number of its series, what it gives back of invoices that are not paid yet lowers
 *  these, and grants and the balance pay what they can, in one transaction. So no number is lost or given twice, and no credit is
 *  spent twice. If the invoice was final before, nothing changes.
 *  @throws Contended `invoice_numbers_contended`, NotFound `invoice_not_found`, Conflict `evidence_not_verified` */
export const finalize = (id: InvoiceId, making: Finalization): Promise<Invoice> =>
  untilWritten('invoice_numbers', id, async () => {
    const { prefix, at, taxed, isSkipped, buyer } = making;
    const before = await requireInvoice(id);
    if (before.status !== 'draft') return before;
    await requireVerified(before);
    const draft = { ...before, ...(await taxed(before)) };
    const parties = { buyer, seller: making.seller(draft) };
    const lowering = await loweringOf(draft);
    if (lowering.length === 0 && isSkipped(draft)) {
      const skipped = skip(draft, { ...parties, at });
      return (await transact(await replaceDraft(before, skipped))) ? skipped : undefined;
    }
    const [credit, last] = await Promise.all([creditOf(draft.customerId, draft.currency), lastNumber(prefix)]);
    const settlement = applyCredits(draft.total, credit.grants, credit.balance.holds, at, lowering.map(loweredBy));
    const number = invoiceNumber(prefix, last + 1);
    const final = issue(settledBy(draft, settlement), { number, at, ...parties });
    const lowered = await Promise.all(lowering.map((one) => lower(one, at)));
    const writes = [takeNumber(prefix, last), await replaceDraft(before, final), ...settlingWrites(final, credit, at)];
    return (await transact(...writes, ...lowered)) ? final : undefined;
  });

/** Writes what is still to be paid of an invoice after another has given back a part of it. */
const lower = ({ invoice, amount }: Lowering, at: Instant): Promise<TransactItem> =>
  replaceIssued(invoice, loweredInvoice(invoice, amount, at));
