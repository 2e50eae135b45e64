import type { Meter } from '../../catalog/meter/meter.ts';
import { isMetered, quantityOf } from '../../ingest/quantity.ts';
import { claimKeyOf, type UsageEvent } from '../../ingest/usage-event.ts';
import { type CustomerId, customerId, type MeterKey, meterKey } from '../../kernel/ids.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import type { Decimal } from '../../money/decimal.ts';
import { type BatchId, batchId } from '../counter/batch-id.ts';
import { unpackEntry } from './log-entry.ts';
import { type Piece, piecesAttribute, piecesOf, routedBy } from './pieces.ts';

/** An item as DynamoDB gives it, as far as a batch has it. */
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
  readonly packed: Uint8Array;
  /** The watermark that its events were routed by; null while nothing was closed. */
  readonly closedThrough: Instant | null;
  /** Those that counted all of it. */
  readonly meters: readonly MeterKey[];
  /** Of a meter that was made later. */
  readonly piecesOf: (meter: MeterKey) => readonly Piece[];
  /** Watermark that the void of an event was routed by, by the event's index. */
  readonly voids: ReadonlyMap<number, Instant | null>;
}

/** Undefined for what is no committed batch. */
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

/** What a batch keeps of a void: `<index>#<watermark>`. */
export const voidMark = (index: number, closedThrough: Instant | null): string => `${index}#${closedThrough ?? ''}`;

const voidMarkOf = (mark: string): readonly [number, Instant | null] => {
  const [index, closedThrough] = mark.split('#');
  return [Number(index), instantOf(closedThrough)];
};

/** Where an event lies in a batch; -1 where it does not. */
export const indexIn = (events: readonly UsageEvent[], key: string): number =>
  events.findIndex((event) => claimKeyOf(event) === key);

/** What `meter` took from event `index` of a batch, by which watermark; undefined when it did not count it. */
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

/** The watermark that it was too late for; undefined for what is in time. Watermarks lie between windows. */
export const missed = (time: Instant, closedThrough: Instant | null): Instant | undefined =>
  closedThrough !== null && time < closedThrough ? closedThrough : undefined;
