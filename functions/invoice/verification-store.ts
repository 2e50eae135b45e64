import type { CustomerId } from '../catalog/ids.ts';
import { requireMeter } from '../catalog/meter-store.ts';
import { correctionOf } from '../meter/correction-store.ts';
import { distinctInCounters, distinctInLog } from '../meter/distinct-store.ts';
import { logBatchOf } from '../meter/log-batch.ts';
import { beginning, concerns, type Measure, mendedIn, withBatch } from '../meter/log-measure.ts';
import { type ScanLimit, scanLog } from '../meter/log-scan-store.ts';
import type { Correction } from '../meter/recount.ts';
import { quantityOfTotal, type RunningTotal, totalToText } from '../meter/running-total.ts';
import { windowMinutes } from '../meter/window-setting-store.ts';
import type { Currency } from '../money/currency.ts';
import { type Decimal, exactDecimal, ZERO } from '../money/decimal.ts';
import type { Counted } from '../rate/metered.ts';
import {
  boundsOf,
  claimsOf,
  type EvidenceClaim,
  type EvidenceScan,
  evidenceDigest,
  pricedParts,
  scansOf,
} from './evidence-claim.ts';
import { type Mismatch, mismatchOf } from './evidence-mismatch.ts';
import type { Invoice } from './invoice.ts';
import {
  assertCarried,
  mendsFromWire,
  mendsToWire,
  type Progress,
  startOf,
  totalsFromWire,
} from './verification-progress.ts';

/** What has come of a part of a verification. */
export type Verdict =
  | { readonly outcome: 'more'; readonly progress: Progress }
  | { readonly outcome: 'verified' }
  | { readonly outcome: 'mismatch'; readonly mismatches: readonly Mismatch[] };

type Claimant = Pick<Invoice, 'currency' | 'lines'>;

/** Recounts from the log what the lines of an invoice say was used, until the limit.
 *  @param before where the part before it came; null at the beginning */
export const verifyPart = async (invoice: Claimant, before: Progress | null, limit: ScanLimit): Promise<Verdict> => {
  const claims = claimsOf(invoice);
  const evidence = evidenceDigest(claims);
  const scans = scansOf(claims);
  let progress = before?.evidence === evidence ? before : startOf(evidence);
  let left = limit;
  for (let scan = scans[progress.scan]; scan !== undefined; scan = scans[progress.scan]) {
    if (left.bytes <= 0 || left.queries <= 0) return { outcome: 'more', progress: assertCarried(progress) };
    ({ progress, left } = await scanOn(scan, invoice.currency, progress, left));
  }
  const { mismatches } = progress;
  return mismatches.length === 0 ? { outcome: 'verified' } : { outcome: 'mismatch', mismatches };
};

interface Scanned {
  readonly progress: Progress;
  readonly left: ScanLimit;
}

/** A claim and what has to be measured for it: bound by bound, part by part. */
interface Measured {
  readonly claim: EvidenceClaim;
  readonly measures: readonly Measure[];
}

const scanOn = async (
  scan: EvidenceScan,
  currency: Currency,
  progress: Progress,
  limit: ScanLimit,
): Promise<Scanned> => {
  const { customerId, since, claims } = scan;
  const measured = await Promise.all(claims.map(measuredFor));
  const measures = measured.flatMap((one) => one.measures);
  const mended = mendedIn(mendsFromWire(progress.known ?? []));
  const met: Correction[] = [...mendsFromWire(progress.met)];
  let totals = totalsFromWire(measures, progress.totals, (measure) => beginning(measure, mended));
  const minutes = windowMinutes();
  const { place, left } = await scanLog(customerId, { place: progress.place, since }, limit, (item) => {
    const correction = correctionOf(item);
    const isNew = correction !== undefined && progress.known === null;
    if (isNew && concerns(correction, measures)) met.push(correction);
    const batch = logBatchOf(item);
    if (batch !== undefined) totals = withBatch(measures, totals, batch, { minutes, mended });
  });
  const counted = { totals: totals.map(totalToText), met: mendsToWire(met) };
  if (place !== null) return { progress: { ...progress, place, ...counted }, left };
  const mismatches = await mismatchesOf(scan, currency, measured, totals);
  const isRepeated = mismatches.length > 0 && met.length > 0 && progress.known === null;
  if (isRepeated) return { progress: { ...progress, place: null, totals: [], met: [], known: counted.met }, left };
  return { progress: startOf(progress.evidence, progress.scan + 1, [...progress.mismatches, ...mismatches]), left };
};

const measuredFor = async (claim: EvidenceClaim): Promise<Measured> => {
  const meter = await requireMeter(claim.meter);
  const parts = pricedParts(claim);
  const { period } = claim;
  return { claim, measures: boundsOf(claim).flatMap((bound) => parts.map((part) => ({ meter, period, bound, part }))) };
};

/** Lines that show something else than the log. */
const mismatchesOf = async (
  { customerId }: EvidenceScan,
  currency: Currency,
  measured: readonly Measured[],
  totals: readonly RunningTotal[],
): Promise<readonly Mismatch[]> => {
  const mismatches: (Mismatch | undefined)[] = [];
  let at = 0;
  for (const { claim, measures } of measured) {
    const own = totals.slice(at, at + measures.length);
    at += measures.length;
    mismatches.push(mismatchOf(claim, await countedIn(customerId, measures, own), currency));
  }
  return mismatches.filter((one) => one !== undefined);
};

/** Quantity and events of each measure. */
const countedIn = async (
  customer: CustomerId,
  measures: readonly Measure[],
  totals: readonly RunningTotal[],
): Promise<readonly Counted[]> => {
  const quantities = totals.map(quantityOfTotal).filter((quantity) => quantity !== null);
  const known = quantities.length === totals.length ? quantities : await distinct(customer, measures, totals);
  return totals.map(({ events }, at) => ({
    quantity: known[at] ?? ZERO,
    events: exactDecimal(String(events)),
  }));
};

/** As the counters have them where the log bears these out, event by event. */
const distinct = async (
  customer: CustomerId,
  measures: readonly Measure[],
  totals: readonly RunningTotal[],
): Promise<readonly Decimal[]> => {
  const counters = await Promise.all(measures.map((measure) => distinctInCounters(customer, measure)));
  const same = counters.every(({ digests }, at) => {
    const value = totals[at]?.value;
    return value?.kind === 'distinct' && value.digests === digests;
  });
  return same ? counters.map(({ quantity }) => quantity) : distinctInLog(customer, measures, windowMinutes());
};
