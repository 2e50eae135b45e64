import { z } from 'zod';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import { nextEpoch } from '../../ingest/closed-period.ts';
import { type CustomerId, digestOf, type MeterKey } from '../../kernel/ids.ts';
import { earlier, type Instant } from '../../kernel/instant.ts';
import { allGroups, type Part } from '../../meter/counter/group-part.ts';
import { plain } from '../../money/decimal.ts';
import { exactToWire } from '../../money/money.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';

/** What a usage line claims: that a meter counted so much for a customer in a period. The event log has to bear it out. */
export interface EvidenceClaim {
  readonly line: InvoiceLine;
  readonly customerId: CustomerId;
  readonly meter: MeterKey;
  readonly period: Period;
  /** For a line of late usage, the watermark that the usage met when it came. Null for a line of usage in time. */
  readonly closedThrough: Instant | null;
}

/** The claims of an invoice: one for each line with a meter, also where it counted nothing. */
export const claimsOf = ({ lines }: Pick<Invoice, 'lines'>): readonly EvidenceClaim[] =>
  lines.flatMap((line) => {
    const { customerId, meter, period, adjusts } = line;
    return meter === null ? [] : [{ line, customerId, meter, period, closedThrough: adjusts?.closedThrough ?? null }];
  });

/** Equal for equal claims. So a draft that was verified stays verified through any edit that leaves its usage lines alone. */
export const evidenceDigest = (claims: readonly EvidenceClaim[]): string =>
  digestOf(
    claims.flatMap(({ line, customerId, meter, period, closedThrough }) => [
      ...[customerId, meter, period.start, period.end, closedThrough ?? ''],
      ...[plain(line.quantity), exactToWire(line.amount)],
    ]),
  );

/** Before which watermarks the usage of a claim is measured. For usage in time there is one measure, and the line shows it.
 *  For late usage there are two, before its epoch and before the next one that there can be: without and with the late events, and the line shows what they differ by: 3,400 minutes
 *  before, 3,460 with the late ones, a line of 60. */
export const boundsOf = ({ closedThrough }: EvidenceClaim): readonly (Instant | null)[] =>
  closedThrough === null ? [null] : [closedThrough, nextEpoch(closedThrough)];

/** What is read here of a charge's price, as it stands on the line. */
const pricedSchema = z.object({
  groupPrices: z.object({ property: z.string(), prices: z.record(z.string(), z.unknown()) }).nullish(),
});

/** The parts of a claim's usage that its charge prices separately: one for each value with a price of its own, and one for
 *  all other values together. Where the charge has no prices by group, all usage is one part. */
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

/** How many measures one scan of a customer's log takes, so that what it carries from part to part stays far below the
 *  256 KB of a state. A claim that has more measures by itself gets a scan of its own. */
const measuresPerScan = 50;

/** The claims that are verified by reading a customer's log once. */
export interface EvidenceScan {
  readonly customerId: CustomerId;
  /** Where the first of the periods begins. */
  readonly since: Instant;
  readonly claims: readonly EvidenceClaim[];
}

/** The scans that verify all claims: customer by customer, in the order of the lines. */
export const scansOf = (claims: readonly EvidenceClaim[]): readonly EvidenceScan[] =>
  [...new Set(claims.map(({ customerId }) => customerId))].flatMap((customerId) =>
    byWeight(claims.filter((claim) => claim.customerId === customerId)).map((own) => ({
      customerId,
      since: own.map(({ period }) => period.start).reduce(earlier),
      claims: own,
    })),
  );

/** Fills one scan after the other. A claim weighs as much as it has measures: its bounds times its parts. */
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
