import type { Meter } from '../../catalog/meter/meter.ts';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import { inLanes } from '../../kernel/lanes.ts';
import { type ErrorKind, MeterlineError } from '../../kernel/meterline-error.ts';
import { batchId, begunAt } from '../../meter/counter/batch-id.ts';
import { partsOf } from '../../meter/counter/counter-key.ts';
import { windowMinutes } from '../../meter/counter/window-setting-service.ts';
import { eventsOf, type LogBatch, type LogItem, logBatchOf } from '../../meter/log/log-batch.ts';
import { type LogPlace, scanLog } from '../../meter/log/log-scan-store.ts';
import { type Epoch, type Lifetime, lifetimesOf } from '../../meter/measure/lifetime.ts';
import { concerns } from '../../meter/measure/log-measure.ts';
import { type Correction, correctionOf } from '../../meter/recount/correction.ts';
import { readVoid } from '../../meter/void/void-store.ts';
import { type Decimal, ONE, ZERO } from '../../money/decimal.ts';
import { boundsOf, type EvidenceClaim, pricedParts } from '../verify/evidence-claim.ts';
import { countedBy, type EvidenceRow, type Told } from './evidence-row.ts';

class EvidenceTooLarge extends MeterlineError {
  readonly code = 'evidence_too_large';
  readonly kind: ErrorKind = 'too_large';
  constructor() {
    super('Too many events for one document of this meter: page through the JSON.');
  }
}

/** What one request reads: bytes of the compressed log, queries, and what the batches of the meter weigh together.
 *  - `page`: of a sum or a count each row adds its own quantity, so that a document can be cut anywhere
 *  - `whole`: of anything else, what a row adds depends on all others. A year has a query for each of its days */
const limits = {
  page: { bytes: 8_000_000, queries: 32, weight: 1_000_000 },
  whole: { bytes: 10_000_000, queries: 400, weight: 8_000_000 },
} as const;
/** What a void weighs: it is read by itself. A page of nothing but voids has about a thousand. */
const voidWeight = 1024;
/** Voids of a batch that are read at the same time. */
const voidLanes = 16;

export interface EvidenceRows {
  readonly rows: readonly EvidenceRow[];
  /** Where the next page begins; null where there is none. */
  readonly next: LogPlace | null;
}

/** A page of the rows behind a line in the order of the log, repairs last. What the rows of all pages count adds up to the line's
 *  quantity. Of a meter that is neither a sum nor a count, there is one page, or none.
 *  @param place where the page before ended; null for the first one
 *  @throws EvidenceTooLarge */
export const evidenceRows = async (
  claim: EvidenceClaim,
  meter: Meter,
  start: LogPlace | null,
): Promise<EvidenceRows> => {
  const { customerId, period } = claim;
  const { aggregation } = meter.measure;
  const isSum = aggregation === 'sum' || aggregation === 'count';
  const limit = isSum ? limits.page : limits.whole;
  let weight = 0;
  const batches: LogBatch[] = [];
  const repairs: EvidenceRow[] = [];
  const measures = boundsOf(claim).flatMap((bound) =>
    pricedParts(claim).map((part) => ({ meter, period, bound, part })),
  );
  const { place } = await scanLog(customerId, { place: start, since: period.start }, limit, (item) => {
    const batch = logBatchOf(item);
    if (batch !== undefined && hasCounted(batch, meter)) {
      batches.push(batch);
      weight += weightOf(batch);
    }
    const correction = correctionOf(item);
    if (correction !== undefined && concerns(correction, measures)) repairs.push(...repairsOf(claim, correction, item));
    return weight < limit.weight ? undefined : 'enough';
  });
  if (place !== null && !isSum) throw new EvidenceTooLarge();
  const { rows, told } = await tell(claim, meter, batches);
  const shares = countedBy(meter, told, pricedParts(claim), boundsIn(claim));
  const counted = rows.map((row, at) => ({ ...row, counted: isSum ? row.quantity : (shares.get(at) ?? ZERO) }));
  return { rows: isSum ? [...counted, ...repairs] : counted, next: place };
};

/** About as many bytes as the rows of a batch have in CSV, and what its voids weigh. */
const weightOf = (batch: LogBatch): number =>
  eventsOf(batch).reduce((sum, { source, id, type }) => sum + Buffer.byteLength(source + id + type) + 120, 0) +
  batch.voids.size * voidWeight;

const hasCounted = (batch: LogBatch, { key }: Meter): boolean =>
  batch.meters.includes(key) || batch.piecesOf(key).length > 0;

/** Before which watermarks the line's usage is measured, as `countedBy` asks for them. */
const boundsIn = (claim: EvidenceClaim) => {
  const bounds = boundsOf(claim);
  return { before: bounds.length > 1 ? (bounds[0] ?? null) : ('nothing' as const), after: bounds.at(-1) ?? null };
};

/** The rows of the claim, and all events of its period. Whether a row adds something may depend on the other events: of a
 *  maximum, only the row of the largest does. */
const tell = async ({ period, closedThrough }: EvidenceClaim, meter: Meter, batches: readonly LogBatch[]) => {
  const minutes = windowMinutes();
  const rows: Omit<EvidenceRow, 'counted'>[] = [];
  const told: Told[] = [];
  for (const batch of batches) {
    const events = eventsOf(batch);
    const records = await voidsIn(batch);
    for (const life of lifetimesOf(batch, events, meter, minutes)) {
      const event = events[life.index];
      const { window } = life.counting;
      if (event === undefined || window < period.start || window >= period.end) continue;
      const record = life.until === undefined ? undefined : records.get(life.index);
      // The event was void already when this meter was filled from the log: it has counted neither the event nor the void.
      if (record?.meters.includes(meter.key) === false) continue;
      const isTold = { event: life.from === closedThrough, taken: life.until === closedThrough };
      const quantity = quantityIn(life);
      if (isTold.event) rows.push({ kind: 'event', ...named(event), quantity, ingestedAt: begunAt(batch.id) });
      const eventRow = isTold.event ? rows.length - 1 : null;
      if (isTold.taken && record !== undefined) {
        rows.push({ kind: 'void', ...named(event), quantity: quantity.negated(), ingestedAt: record.voidedAt });
      }
      told.push({ life, event: eventRow, taken: isTold.taken && record !== undefined ? rows.length - 1 : null });
    }
  }
  return { rows, told };
};

const voidsIn = async ({ customer, id, voids }: LogBatch) =>
  new Map(
    await inLanes([...voids.keys()], voidLanes, async (index) => [index, await readVoid(customer, id, index)] as const),
  );

const named = ({ time, source, id, type }: UsageEvent) => ({ time, source, id, type });

const quantityIn = ({ counting: { taken } }: Lifetime): Decimal => (taken.kind === 'distinct' ? ONE : taken.value);

/** The row of a correction, where it changes what the line counts. What a counter had missed (`expected - found`) lies in another
 *  counter since: the line of the first has that much less, the line of the second that much more. */
const repairsOf = (
  { closedThrough }: EvidenceClaim,
  { counter, target, expected, found }: Correction,
  item: LogItem,
): readonly EvidenceRow[] => {
  const missing = expected.sum.minus(found.sum);
  const from = epochOf(counter) === closedThrough ? missing.negated() : ZERO;
  const quantity = epochOf(target) === closedThrough ? from.plus(missing) : from;
  if (quantity.isZero()) return [];
  const { window } = partsOf(counter);
  const id = item.discrepancy?.S ?? '';
  const at = begunAt(batchId(item.sk?.S ?? ''));
  return [
    {
      kind: 'repair',
      time: window,
      source: 'meterline',
      id,
      type: 'repair',
      quantity,
      ingestedAt: at,
      counted: quantity,
    },
  ];
};

const epochOf = (counter: string): Epoch => partsOf(counter).epoch;
