import { z } from 'zod';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import { type CustomerId, digest, type MeterKey } from '../../kernel/ids.ts';
import { earlier, type Instant, plusMilliseconds } from '../../kernel/instant.ts';
import { allGroups, type Part } from '../../meter/counter/group-part.ts';
import { plain } from '../../money/decimal.ts';
import { exactToWire } from '../../money/money.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';

/** A line that says what a meter counted: the log has to bear it out. */
export interface EvidenceClaim {
  readonly line: InvoiceLine;
  readonly customerId: CustomerId;
  readonly meter: MeterKey;
  readonly period: Period;
  /** The watermark that its late usage met; null for usage in time. */
  readonly closedThrough: Instant | null;
}

/** Each line that counts something, a zero too. */
export const claimsOf = ({ lines }: Pick<Invoice, 'lines'>): readonly EvidenceClaim[] =>
  lines.flatMap((line) => {
    const { customerId, meter, period, adjusts } = line;
    return meter === null ? [] : [{ line, customerId, meter, period, closedThrough: adjusts?.closedThrough ?? null }];
  });

/** The same for the same claims: what was verified of a draft stays verified until it says something else. */
export const evidenceDigest = (claims: readonly EvidenceClaim[]): string =>
  digest(
    ...claims.flatMap(({ line, customerId, meter, period, closedThrough }) => [
      ...[customerId, meter, period.start, period.end, closedThrough ?? ''],
      ...[plain(line.quantity), exactToWire(line.amount)],
    ]),
  );

/** Watermarks lie between windows: the next moment is before the next one. */
const epochWidth = 60_000;

/** Before which watermarks its usage is measured; the line is what the last measure comes to, less the one before it. */
export const boundsOf = ({ closedThrough }: EvidenceClaim): readonly (Instant | null)[] =>
  closedThrough === null ? [null] : [closedThrough, plusMilliseconds(closedThrough, epochWidth)];

/** Of a charge's price as it stands on the line. */
const pricedSchema = z.object({
  groupPrices: z.object({ property: z.string(), prices: z.record(z.string(), z.unknown()) }).nullish(),
});

/** What its charge prices by itself: each value that has a price of its own, then all others; or everything together. */
export const pricedParts = ({ line }: Pick<EvidenceClaim, 'line'>): readonly Part[] => {
  const { groupPrices } = pricedSchema.parse(line.price);
  if (groupPrices == null) return [allGroups];
  const { property, prices } = groupPrices;
  const values = Object.keys(prices);
  return [
    ...values.map((value): Part => ({ kind: 'only', property, value })),
    { kind: 'except', property, values: new Set(values) },
  ];
};

/** Measures that one scan of a customer's log takes at most, unless one claim has more: what it carries from part to part
 *  stays far below the 256 KB of a state. */
const measuresPerScan = 50;

/** What one scan of a customer's log is to settle. */
export interface EvidenceScan {
  readonly customerId: CustomerId;
  /** Where the first of the periods begins. */
  readonly since: Instant;
  readonly claims: readonly EvidenceClaim[];
}

/** Customer by customer, in the order of the lines. */
export const scansOf = (claims: readonly EvidenceClaim[]): readonly EvidenceScan[] =>
  [...new Set(claims.map(({ customerId }) => customerId))].flatMap((customerId) =>
    byWeight(claims.filter((claim) => claim.customerId === customerId)).map((own) => ({
      customerId,
      since: own.map(({ period }) => period.start).reduce(earlier),
      claims: own,
    })),
  );

const byWeight = (claims: readonly EvidenceClaim[]): readonly (readonly EvidenceClaim[])[] => {
  const scans: EvidenceClaim[][] = [];
  let left = 0;
  for (const claim of claims) {
    const weight = boundsOf(claim).length * pricedParts(claim).length;
    const last = scans.at(-1);
    if (last !== undefined && weight <= left) last.push(claim);
    else scans.push([claim]);
    left = (last !== undefined && weight <= left ? left : measuresPerScan) - weight;
  }
  return scans;
};
