import type { InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { transact, untilWritten } from '../../platform/table/transaction.ts';
import { returningWrites } from '../credit/settlement-service.ts';
import type { Invoice } from '../invoice.ts';
import { holdOf } from '../issue/held-store.ts';
import { isGivenBack } from '../standing/later-service.ts';
import { newInvoice, replaceIssued, requireInvoice } from '../store/invoice-store.ts';
import { assertVoidable, replacementOf, takenBack, type Voiding, voided } from './void-invoice.ts';

export interface VoidRequest extends Voiding {
  /** Whether a draft of the same lines is to stand in for it. */
  readonly replace: boolean;
  /** By the wall clock. */
  readonly createdAt: Instant;
}

/** Makes an open or uncollectible invoice void. In the same transaction its replacement is made, where one is wanted, and what
 *  it used of grants and of the balance goes back to them. What it took from elsewhere is given back afterwards, by `giveBack`.
 *  @throws Conflict those of `assertVoidable`; `invoice_credited` where a later invoice has given back a part of it, and no
 *    replacement keeps its lines
 *  @throws NotFound `invoice_not_found`; Contended `void_contended` */
export const voidInvoice = (id: InvoiceId, { replace, createdAt, ...voiding }: VoidRequest): Promise<Invoice> =>
  untilWritten('void', id, async () => {
    const invoice = assertVoidable(await requireInvoice(id));
    if (!replace && (await isGivenBack(invoice))) throw takenBack(invoice);
    const replacement = replace ? replacementOf(invoice, createdAt) : null;
    const after = voided(invoice, voiding, replacement?.id ?? null);
    const replacing = replacement === null ? [] : [await newInvoice(replacement), holdOf(replacement)];
    const writes = [await replaceIssued(invoice, after), ...(await returningWrites(invoice, voiding.at)), ...replacing];
    return (await transact(...writes)) ? after : undefined;
  });
