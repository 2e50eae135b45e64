import { type CustomerId, digest, type MeterKey } from '../catalog/ids.ts';
import { earlier, type Instant, plusMilliseconds } from '../catalog/instant.ts';
import type { Period } from '../catalog/subscription.ts';
import { type Decimal, plain } from '../money/decimal.ts';
import type { Invoice, InvoiceLine } from './invoice.ts';

/** What a line says that a meter counted: the log has to bear it out. */
export interface EvidenceClaim {
  readonly lineId: string;
  readonly customerId: CustomerId;
  readonly meter: MeterKey;
  readonly period: Period;
  /** The watermark that its late usage met; null for usage in time. */
  readonly closedThrough: Instant | null;
  readonly quantity: Decimal;
}

/** Each line that counts something, a zero too. */
export const claimsOf = (invoice: Pick<Invoice, 'customerId' | 'lines'>): readonly EvidenceClaim[] =>
  invoice.lines.flatMap((line) => (line.meter === null ? [] : [claimOf(invoice.customerId, line, line.meter)]));

const claimOf = (customerId: CustomerId, { id, period, quantity, adjusts }: InvoiceLine, meter: MeterKey) => ({
  ...{ lineId: id, customerId, meter, period, quantity },
  closedThrough: adjusts?.closedThrough ?? null,
});

/** The same for the same claims: what was verified of a draft stays verified until its quantities change. */
export const evidenceDigest = (claims: readonly EvidenceClaim[]): string =>
  digest(
    ...claims.flatMap(({ lineId, customerId, meter, period, closedThrough, quantity }) => [
      ...[lineId, customerId, meter, period.start, period.end, closedThrough ?? '', plain(quantity)],
    ]),
  );

/** Watermarks lie between windows: the next moment is before the next one. */
const epochWidth = 60_000;

/** Before which watermarks its usage is measured; its quantity is what the last measure comes to, less the one before it. */
export const boundsOf = ({ closedThrough }: EvidenceClaim): readonly (Instant | null)[] =>
  closedThrough === null ? [null] : [closedThrough, plusMilliseconds(closedThrough, epochWidth)];

/** Claims that one scan of a customer's log settles: so few that what is carried from part to part stays far below the 256 KB
 *  of a state. A measure takes at most 3 KB, of `latest` with the longest ids. */
const claimsPerScan = 20;

/** What one scan of a customer's log is to settle. */
export interface EvidenceScan {
  readonly customerId: CustomerId;
  /** Where the first of the periods begins. */
  readonly since: Instant;
  readonly claims: readonly EvidenceClaim[];
}

/** Customer by customer, in the order of the lines. */
export const scansOf = (claims: readonly EvidenceClaim[]): readonly EvidenceScan[] =>
  [...new Set(claims.map(({ customerId }) => customerId))].flatMap((customerId) => {
    const own = claims.filter((claim) => claim.customerId === customerId);
    return chunks(own, claimsPerScan).map((chunk) => ({
      customerId,
      since: chunk.map(({ period }) => period.start).reduce(earlier),
      claims: chunk,
    }));
  });

const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
