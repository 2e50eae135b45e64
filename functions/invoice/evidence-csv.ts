import type { Instant } from '../catalog/instant.ts';
import { csvRow, harmless } from '../meter/csv-row.ts';

interface CountedEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: Instant;
  readonly quantity: string;
  readonly ingestedAt: Instant;
}

export const evidenceCsvHead = csvRow(['time', 'source', 'id', 'type', 'quantity', 'ingested_at']);

/** The quantity is a decimal and stays a number; what the event's sender wrote could be a formula. */
export const evidenceCsv = (events: readonly CountedEvent[]): string =>
  events
    .map(({ time, source, id, type, quantity, ingestedAt }) =>
      csvRow([time, harmless(source), harmless(id), harmless(type), quantity, ingestedAt]),
    )
    .join('');
