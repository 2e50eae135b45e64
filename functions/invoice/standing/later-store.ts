import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { type InvoiceId, invoiceId } from '../../kernel/ids.ts';
import { inLanes } from '../../kernel/lanes.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { documents } from '../../platform/table/dynamo.ts';
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

/** DynamoDB takes 100 actions in a transaction. The draft itself, what waits for it and the discounts that it uses need 30 at
 *  most. */
const maxChanged = 70;

/** The writes that belong to a draft with lines that change lines of earlier invoices: what is paid for these has its revision
 *  raised, so that a credit note that is made at the same moment reads again.
 *  @throws Conflict `too_many_invoices_changed` */
export const changingWrites = (
  later: InvoiceId,
  lines: readonly NewLine[],
  changed: Changed,
): readonly TransactItem[] => {
  const paying = new Map(
    earlierIds(lines)
      .flatMap((id) => changed.get(id) ?? [])
      .map((invoice) => [invoice.id, invoice]),
  );
  if (paying.size <= maxChanged) return [...paying.values()].map(raiseRevision);
  const detail = `Draft ${later} would change ${paying.size} earlier invoices, and ${maxChanged} are possible.`;
  throw new Conflict('too_many_invoices_changed', detail);
};

/** Invoices that are written down at the same time. */
const lanes = 16;

/** Writes down below each invoice of which lines are changed that `later` does it. That is done before `later` is written: who
 *  makes a credit note in between finds no such invoice, and its note makes the writes above fail. A repeat changes nothing. */
export const noteLater = async (later: InvoiceId, lines: readonly NewLine[]): Promise<void> => {
  await inLanes(earlierIds(lines), lanes, (earlier) =>
    documents.send(
      new PutCommand({
        TableName: tableOf('invoices'),
        Item: { pk: partition(earlier), sk: `${prefix}${later}`, later },
      }),
    ),
  );
};

const earlierIds = (lines: readonly NewLine[]): readonly InvoiceId[] => [
  ...new Set(lines.flatMap((line) => earlierLine(line)?.invoiceId ?? [])),
];

/** The later invoices that change lines of this one; strongly consistent. */
export const laterThan = async (earlier: InvoiceId): Promise<readonly InvoiceId[]> =>
  (await readBelow(partition(earlier), prefix)).map((item) => laterItem.parse(item).later);
