import { csvRow, harmless } from '../../meter/log/csv-row.ts';
import { plain } from '../../money/decimal.ts';
import type { EvidenceRow } from './evidence-row.ts';

const head = csvRow(['time', 'source', 'id', 'type', 'quantity', 'ingested_at', 'kind', 'counted']);

/** The events behind a line as CSV. The column `counted` adds up to the line's quantity; `quantity` does so as well where the
 *  meter is a sum. What the sender of an event wrote is made harmless, since a spreadsheet could take it for a formula. */
export const evidenceCsv = (rows: readonly EvidenceRow[]): string =>
  head +
  rows
    .map(({ time, source, id, type, quantity, ingestedAt, kind, counted }) =>
      csvRow([
        ...[time, harmless(source), harmless(id), harmless(type), plain(quantity)],
        ...[ingestedAt, kind, plain(counted)],
      ]),
    )
    .join('');
