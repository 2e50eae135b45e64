import type { InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { transact, untilWritten } from '../../platform/table/transaction.ts';
import { returningWrites } from '../credit/settlement-service.ts';
import type { Invoice } from '../invoice.ts';
import { holdOf } from '../issue/held-store.ts';
import { newInvoice, replaceIssued, requireInvoice } from '../store/invoice-store.ts';
import { givingBack } from './given-back-store.ts';
import { assertVoidable, replacementOf, type Voiding, voided } from './void-invoice.ts';

export interface VoidRequest extends Voiding {
  /** Whether a draft of the same lines is to stand in for it. */
  readonly replace: boolean;
  /** By the wall clock. */
  readonly createdAt: Instant;
}

/** open or uncollectible → void, with its replacement or without one; what it used of credits and balance goes back. `giveBack` is
 *  to follow.
 *  @throws Conflict those of `assertVoidable`
 *  @throws NotFound `invoice_not_found`; Contended `void_contended` */
export const voidInvoice = (id: InvoiceId, { replace, createdAt, ...voiding }: VoidRequest): Promise<Invoice> =>
  untilWritten('void', id, async () => {
    const invoice = assertVoidable(await requireInvoice(id));
    const replacement = replace ? replacementOf(invoice, createdAt) : null;
    const after = voided(invoice, voiding, replacement?.id ?? null);
    const replacing = replacement === null ? [] : [newInvoice(replacement), holdOf(replacement)];
    const writes = [replaceIssued(invoice, after), ...(await returningWrites(invoice, voiding.at)), ...replacing];
    return (await transact(...writes)) ? after : undefined;
  });

/** What a void invoice took from elsewhere waits again: periods of discounts, and lines that had waited for it, its
 *  children's too. Its replacement keeps them, where there is one. Given back already: changes nothing.
 *  @throws Contended `void_contended` */
export const giveBack = async (invoice: Invoice): Promise<void> => {
  if (invoice.status !== 'void' || invoice.replacedBy !== null) return;
  let isMore = true;
  while (isMore) {
    isMore = await untilWritten('void', invoice.id, async () => {
      const writes = await givingBack(invoice);
      const now = writes.slice(0, writesAtOnce);
      const done = now.length === 0 || (await transact(...now));
      return done ? now.length < writes.length : undefined;
    });
  }
};

/** A transaction has 100 actions. */
const writesAtOnce = 100;
