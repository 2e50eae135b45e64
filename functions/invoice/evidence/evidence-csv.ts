import { csvRow } from '../../meter/log/csv-row.ts';
import { plain } from '../../money/decimal.ts';
import type { EvidenceRow } from './evidence-row.ts';

const head = csvRow(['time', 'source', 'id', 'type', 'quantity', 'ingested_at', 'kind', 'counted']);

/** The events behind a line as CSV. The column `counted` adds up to the line's quantity; `quantity` does so as well where the
 *  meter is a sum. */
export const evidenceCsv = (rows: readonly EvidenceRow[]): string =>
  head +
  rows
    .map(({ time, source, id, type, quantity, ingestedAt, kind, counted }) =>
      csvRow([...[time, source, id, type, plain(quantity)], ...[ingestedAt, kind, plain(counted)]]),
    )
    .join('');
