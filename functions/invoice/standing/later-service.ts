import type { Invoice } from '../invoice.ts';
import { taxableOf } from '../totals.ts';
import { earlierLine } from './earlier-line.ts';
import { laterThan } from './later-store.ts';
import { findStanding, idsOf, statementsIn } from './standing-service.ts';

/** Whether later invoices, drafts too, have given back something of an invoice or of a statement that is on it. Strongly
 *  consistent. */
export const isGivenBack = async (invoice: Invoice): Promise<boolean> => {
  const ids = new Set([...(await idsOf(invoice)), ...(await statementsIn(invoice))]);
  const later = new Set((await Promise.all([...ids].map(laterThan))).flat());
  const standing = await Promise.all([...later].map(findStanding));
  const lines = standing
    .flatMap((one) => (one === undefined || one.status === 'void' ? [] : one.lines))
    .filter((line) => {
      const of = earlierLine(line);
      return of !== null && ids.has(of.invoiceId);
    });
  return taxableOf(lines, invoice.currency).amount.isNegative();
};
