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
import { type Decimal, plain, ZERO } from '../money/decimal.ts';
import {
  boundsOf,
  claimsOf,
  type EvidenceClaim,
  type EvidenceScan,
  evidenceDigest,
  scansOf,
} from './evidence-claim.ts';
import type { Invoice } from './invoice.ts';
import {
  type Mismatch,
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

type Claimant = Pick<Invoice, 'customerId' | 'lines'>;

/** Recounts from the log what the lines of an invoice say was used, until the limit.
 *  @param before where the part before it came; null at the beginning */
export const verifyPart = async (invoice: Claimant, before: Progress | null, limit: ScanLimit): Promise<Verdict> => {
  const claims = claimsOf(invoice);
  const evidence = evidenceDigest(claims);
  const scans = scansOf(claims);
  let progress = before?.evidence === evidence ? before : startOf(evidence);
  let left = limit;
  for (let scan = scans[progress.scan]; scan !== undefined; scan = scans[progress.scan]) {
    if (left.bytes <= 0 || left.queries <= 0) return { outcome: 'more', progress };
    ({ progress, left } = await scanOn(scan, progress, left));
  }
  const { mismatches } = progress;
  return mismatches.length === 0 ? { outcome: 'verified' } : { outcome: 'mismatch', mismatches };
};

interface Scanned {
  readonly progress: Progress;
  readonly left: ScanLimit;
}

/** A claim and what has to be measured for it. */
interface Measured {
  readonly claim: EvidenceClaim;
  readonly measures: readonly Measure[];
}

const scanOn = async (
  { customerId, since, claims }: EvidenceScan,
  progress: Progress,
  limit: ScanLimit,
): Promise<Scanned> => {
  const measured = await Promise.all(claims.map(measuredFor));
  const measures = measured.flatMap((one) => one.measures);
  const mended = mendedIn(mendsFromWire(progress.known ?? []));
  const met: Correction[] = [...mendsFromWire(progress.met)];
  let totals = totalsFromWire(measures, progress.totals, (measure) => beginning(measure, mended));
  const minutes = windowMinutes();
  const { place, left } = await scanLog(customerId, { place: progress.place, since }, limit, (item) => {
    const correction = correctionOf(item);
    if (correction !== undefined && concerns(correction, measures)) met.push(correction);
    const batch = logBatchOf(item);
    if (batch !== undefined) totals = withBatch(measures, totals, batch, { minutes, mended });
  });
  const counted = { totals: totals.map(totalToText), met: mendsToWire(met) };
  if (place !== null) return { progress: { ...progress, place, ...counted }, left };
  const mismatches = await mismatchesOf(customerId, measured, totals);
  const isRepeated = mismatches.length > 0 && met.length > 0 && progress.known === null;
  if (isRepeated) return { progress: { ...progress, place: null, totals: [], met: [], known: counted.met }, left };
  return { progress: startOf(progress.evidence, progress.scan + 1, [...progress.mismatches, ...mismatches]), left };
};

const measuredFor = async (claim: EvidenceClaim): Promise<Measured> => {
  const meter = await requireMeter(claim.meter);
  return { claim, measures: boundsOf(claim).map((bound) => ({ meter, period: claim.period, bound })) };
};

/** Lines that show something else than the log. */
const mismatchesOf = async (
  customer: CustomerId,
  measured: readonly Measured[],
  totals: readonly RunningTotal[],
): Promise<readonly Mismatch[]> => {
  const mismatches: Mismatch[] = [];
  let at = 0;
  for (const { claim, measures } of measured) {
    const own = totals.slice(at, at + measures.length);
    at += measures.length;
    const expected = await quantityByLog(customer, measures, own);
    if (expected.equals(claim.quantity)) continue;
    mismatches.push({ lineId: claim.lineId, expected: plain(expected), found: plain(claim.quantity) });
  }
  return mismatches;
};

const quantityByLog = async (
  customer: CustomerId,
  measures: readonly Measure[],
  totals: readonly RunningTotal[],
): Promise<Decimal> => {
  const quantities = totals.map(quantityOfTotal).filter((quantity) => quantity !== null);
  return quantities.length === totals.length ? change(quantities) : change(await distinct(customer, measures, totals));
};

/** The last, less the one before it. */
const change = (quantities: readonly Decimal[]): Decimal => {
  const [first = ZERO, last] = quantities;
  return last === undefined ? first : last.minus(first);
};

/** As the counters have them where the log bears these out, event by event. */
const distinct = async (
  customer: CustomerId,
  measures: readonly Measure[],
  totals: readonly RunningTotal[],
): Promise<readonly Decimal[]> => {
  const counters = await Promise.all(measures.map((measure) => distinctInCounters(customer, measure)));
  const same = counters.every(({ digests }, at) => {
    const total = totals[at];
    return total?.kind === 'distinct' && total.digests === digests;
  });
  return same ? counters.map(({ quantity }) => quantity) : distinctInLog(customer, measures, windowMinutes());
};
