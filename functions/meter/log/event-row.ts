import type { Meter } from '../../catalog/meter/meter.ts';
import { missed } from '../../ingest/closed-period.ts';
import { canonicalJson } from '../../ingest/content-hash.ts';
import type { JsonObject, UsageEvent } from '../../ingest/usage-event.ts';
import type { Instant } from '../../kernel/instant.ts';
import { type Decimal, plain } from '../../money/decimal.ts';
import { begunAt } from '../counter/batch-id.ts';
import { csvRow } from './csv-row.ts';
import { countedBy, eventsOf, type LogBatch } from './log-batch.ts';

/** An event of the log as it is listed. */
export interface EventRow {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly time: Instant;
  readonly data: JsonObject;
  readonly batch: string;
  readonly ingestedAt: Instant;
  /** Its window was closed when it came. */
  readonly late: boolean;
  readonly voided: boolean;
  /** What the meter that is asked for took from it, as a decimal string; null if none is asked for. */
  readonly quantity: string | null;
}

/** Which events are asked for: by their own time, by their type, and by the meter that counted them. */
export interface Wanted {
  readonly from: Instant;
  readonly to: Instant;
  readonly type: string | undefined;
  readonly meter: Meter | undefined;
}

/** The rows of those events of a batch that are asked for, in their order. */
export const rowsOf = (batch: LogBatch, { from, to, type, meter }: Wanted): readonly EventRow[] =>
  eventsOf(batch).flatMap((event, index) => {
    if (event.time < from || event.time >= to || (type !== undefined && event.type !== type)) return [];
    const counted = meter === undefined ? { ...batch, quantity: null } : countedBy(meter, batch, event, index);
    return counted === undefined ? [] : [rowOf(batch, event, index, counted)];
  });

interface Counted {
  readonly closedThrough: Instant | null;
  readonly quantity: Decimal | null;
}

const rowOf = (
  batch: LogBatch,
  { source, id, type, time, data }: UsageEvent,
  index: number,
  { closedThrough, quantity }: Counted,
): EventRow => ({
  ...{ source, id, type, time, data, batch: batch.id, ingestedAt: begunAt(batch.id) },
  late: missed(time, closedThrough) !== undefined,
  voided: batch.voids.has(index),
  quantity: quantity === null ? null : plain(quantity),
});

const csvHead = csvRow(['time', 'source', 'id', 'type', 'data', 'quantity', 'ingested_at', 'late', 'voided', 'batch']);

export const eventsCsv = (rows: readonly EventRow[]): string =>
  csvHead +
  rows
    .map(({ time, source, id, type, data, quantity, ingestedAt, late, voided, batch }) =>
      csvRow([
        ...[time, source, id, type, canonicalJson(data), quantity ?? ''],
        ...[ingestedAt, String(late), String(voided), batch],
      ]),
    )
    .join('');

export const eventsNdjson = (rows: readonly EventRow[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('');
