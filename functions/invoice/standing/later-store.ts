import { z } from 'zod';
import { type InvoiceId, invoiceId } from '../../kernel/ids.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import type { Invoice, NewLine } from '../invoice.ts';
import { raiseRevision } from '../store/invoice-store.ts';
import { readBelow } from '../table/table-store.ts';
import { earlierLine } from './earlier-line.ts';

const prefix = 'LATER#';
const partition = (earlier: InvoiceId): string => `INVOICE#${earlier}`;
const laterItem = z.object({ later: z.string().transform(invoiceId) });

/** By the ids of earlier invoices, the invoices that are paid for them: as they were read before it was decided what the
 *  lines of a later invoice give back. */
export type Changed = ReadonlyMap<InvoiceId, Invoice>;

/** The writes that belong to a draft with lines that change lines of earlier invoices. It is written down below these, and
 *  what is paid for them has its revision raised: so a credit note that is made at the same moment reads again. */
export const changingWrites = (
  later: InvoiceId,
  lines: readonly NewLine[],
  changed: Changed,
): readonly TransactItem[] => {
  const ids = new Set(lines.flatMap((line) => earlierLine(line)?.invoiceId ?? []));
  const paying = new Map([...ids].flatMap((id) => changed.get(id) ?? []).map((invoice) => [invoice.id, invoice]));
  return [...[...ids].map((id) => noteLater(id, later)), ...[...paying.values()].map(raiseRevision)];
};

/** Writes down below an invoice that a later one changes lines of it. A repeat changes nothing. */
const noteLater = (earlier: InvoiceId, later: InvoiceId): TransactItem => ({
  Put: { TableName: tableOf('invoices'), Item: { pk: partition(earlier), sk: `${prefix}${later}`, later } },
});

/** The later invoices that change lines of this one; strongly consistent. */
export const laterThan = async (earlier: InvoiceId): Promise<readonly InvoiceId[]> =>
  (await readBelow(partition(earlier), prefix)).map((item) => laterItem.parse(item).later);
