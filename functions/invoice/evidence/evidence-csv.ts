import { csvRow, harmless } from '../../meter/log/csv-row.ts';
import { plain } from '../../money/decimal.ts';
import type { EvidenceRow } from './evidence-row.ts';

const head = csvRow(['time', 'source', 'id', 'type', 'quantity', 'ingested_at', 'kind', 'counted']);

/** `counted` adds up to the line's quantity, and so does `quantity` where the meter adds up. Decimals stay numbers; what the
 *  event's sender wrote could be a formula. */
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
