import type { InvoiceId } from '../../kernel/ids.ts';
import type { Invoice } from '../invoice.ts';
import { taxableOf } from '../totals.ts';
import { earlierLine } from './earlier-line.ts';
import { laterThan } from './later-store.ts';
import { findStanding, idsOf, payingFor, statementsIn } from './standing-service.ts';

/** Whether other invoices, drafts too, have given back something of an invoice or of a statement that is on it. What lines of
 *  the invoice itself give back of each other is in its total. Strongly consistent. */
export const isGivenBack = async (invoice: Invoice): Promise<boolean> => {
  const ids = new Set([...(await idsOf(invoice)), ...(await statementsIn(invoice))]);
  const later = new Set((await Promise.all([...ids].map(laterThan))).flat());
  const standing = await Promise.all([...later].map((id) => elsewhere(id, invoice)));
  const lines = standing
    .flatMap((one) => one?.lines ?? [])
    .filter((line) => {
      const of = earlierLine(line);
      return of !== null && ids.has(of.invoiceId);
    });
  return taxableOf(lines, invoice.currency).amount.isNegative();
};

/** A later invoice that stands, if it is not the invoice itself that is paid for it. */
const elsewhere = async (id: InvoiceId, invoice: Invoice): Promise<Invoice | undefined> => {
  const later = await findStanding(id);
  if (later === undefined || later.status === 'void') return undefined;
  return (await payingFor(later)).id === invoice.id ? undefined : later;
};
