import type { Meter } from '../../catalog/meter/meter.ts';
import { isMetered, quantityOf } from '../../ingest/quantity.ts';
import { claimKeyOf, type UsageEvent } from '../../ingest/usage-event.ts';
import { type CustomerId, customerId, type MeterKey, meterKey } from '../../kernel/ids.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import type { Decimal } from '../../money/decimal.ts';
import { type BatchId, batchId } from '../counter/batch-id.ts';
import { type Piece, piecesAttribute, piecesOf, routedBy } from './backfill-pieces.ts';
import { unpackEntry } from './log-entry.ts';

/** An item of the log as DynamoDB answers it, with the types of attributes that entries have. */
export type LogItem = Readonly<
  Record<
    string,
    { readonly S?: string | undefined; readonly B?: Uint8Array | undefined; readonly SS?: string[] | undefined }
  >
>;

/** A committed batch in the log. */
export interface LogBatch {
  readonly id: BatchId;
  readonly customer: CustomerId;
  /** The events, compressed. */
  readonly packed: Uint8Array;
  /** The watermark that its events were routed by; null while nothing was closed. */
  readonly closedThrough: Instant | null;
  /** The meters that have counted all of it. */
  readonly meters: readonly MeterKey[];
  /** What backfills have counted of it for a meter that was made later. */
  readonly piecesOf: (meter: MeterKey) => readonly Piece[];
  /** Its events that are void, by index, with the watermark when they were voided. */
  readonly voids: ReadonlyMap<number, Instant | null>;
}

/** Reads an item of the log. Undefined for anything that is not a committed batch, such as a fence or a repair. */
export const logBatchOf = (item: LogItem): LogBatch | undefined => {
  const customer = /^LOG#(.+)#[^#]+$/.exec(item.pk?.S ?? '')?.[1];
  const packed = item.events?.B;
  if (customer === undefined || packed === undefined) return undefined;
  return {
    id: batchId(item.sk?.S ?? ''),
    customer: customerId(customer),
    packed,
    closedThrough: instantOf(item.closedThrough?.S),
    meters: (item.meters?.SS ?? []).map(meterKey),
    piecesOf: (meter) => piecesOf(item[piecesAttribute(meter)]?.S),
    voids: new Map((item.voids?.SS ?? []).map(voidMarkOf)),
  };
};

const instantOf = (text: string | undefined): Instant | null =>
  text === undefined || text === '' ? null : parseInstant(text);

/** What a batch keeps of the void of one of its events: `<index>#<watermark>`. */
export const voidMark = (index: number, closedThrough: Instant | null): string => `${index}#${closedThrough ?? ''}`;

const voidMarkOf = (mark: string): readonly [number, Instant | null] => {
  const [index, closedThrough] = mark.split('#');
  return [Number(index), instantOf(closedThrough)];
};

/** The place of an event in a batch; -1 if it is not there.
 *  @param key the event's claim key */
export const indexIn = (events: readonly UsageEvent[], key: string): number =>
  events.findIndex((event) => claimKeyOf(event) === key);

/** What a meter took from one event of a batch, and the watermark that it was routed by. Undefined when the meter did not count it:
 *  it may be of another type, filtered out, unreadable, or not covered by a backfill.
 *  @param index the event's place in the batch */
export const countedBy = (
  meter: Meter,
  batch: LogBatch,
  event: UsageEvent,
  index: number,
): { readonly quantity: Decimal; readonly closedThrough: Instant | null } | undefined => {
  if (event.type !== meter.eventType || !isMetered(meter, event.data)) return undefined;
  const pieces = batch.piecesOf(meter.key);
  const covered = pieces.length === 0 ? batch.meters.includes(meter.key) : pieces.some(({ until }) => index < until);
  const quantity = quantityOf(meter, event.data);
  if (!covered || !quantity.ok) return undefined;
  return { quantity: quantity.value, closedThrough: routedBy(batch.closedThrough, pieces, index) };
};

export const eventsOf = ({ packed }: LogBatch): readonly UsageEvent[] => unpackEntry(packed);
