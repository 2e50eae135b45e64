import { requireMeter } from '../../catalog/meter/meter-store.ts';
import { windowMinutes } from '../../meter/counter/window-setting-store.ts';
import { logBatchOf } from '../../meter/log/log-batch.ts';
import { type ScanLimit, scanLog } from '../../meter/log/log-scan-store.ts';
import { beginning, concerns, type Measure, mendedIn, withBatch } from '../../meter/measure/log-measure.ts';
import { totalToText } from '../../meter/measure/running-total.ts';
import { correctionOf } from '../../meter/recount/correction-store.ts';
import type { Correction } from '../../meter/recount/recount.ts';
import type { Currency } from '../../money/currency.ts';
import { wallClock } from '../../platform/clock.ts';
import { log } from '../../platform/log.ts';
import type { Counted } from '../../rate/metered.ts';
import type { Invoice } from '../invoice.ts';
import { countedOf } from './counted-service.ts';
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
import { splitByRetention } from './log-retention-service.ts';
import {
  assertCarried,
  endOfLog,
  mendsFromWire,
  mendsToWire,
  type Progress,
  startOf,
  totalsFromWire,
} from './part-progress-wire.ts';

/** What has come of a part of a verification. */
export type Verdict =
  | { readonly outcome: 'more'; readonly progress: Progress }
  | { readonly outcome: 'verified' }
  | { readonly outcome: 'mismatch'; readonly mismatches: readonly Mismatch[] };

type Claimant = Pick<Invoice, 'currency' | 'lines'>;

/** Recounts from the log what the lines of an invoice say was used, until the limit. Lines of periods that the log does not
 *  have any more are left out: they cannot hold up an invoice for ever.
 *  @param before where the part before it came; null at the beginning */
export const verifyPart = async (invoice: Claimant, before: Progress | null, limit: ScanLimit): Promise<Verdict> => {
  const { claims, expired } = await splitByRetention(claimsOf(invoice), wallClock());
  const evidence = evidenceDigest(claims);
  const scans = scansOf(claims);
  let progress = before?.evidence === evidence ? before : startOf(evidence);
  let left = limit;
  for (let scan = scans[progress.scan]; scan !== undefined; scan = scans[progress.scan]) {
    if (left.bytes <= 0 || left.queries <= 0) return { outcome: 'more', progress: assertCarried(progress) };
    ({ progress, left } = await scanOn(scan, invoice.currency, progress, { limit: left, whole: limit }));
  }
  if (expired.length > 0) log.warn('evidence expired', { code: 'evidence_expired', unverifiable: expired.map(nameOf) });
  const { mismatches } = progress;
  return mismatches.length === 0 ? { outcome: 'verified' } : { outcome: 'mismatch', mismatches };
};

const nameOf = ({ line, customerId, period }: EvidenceClaim) => ({ lineId: line.id, customerId, ...period });

const nothing: ScanLimit = { bytes: 0, queries: 0 };

interface Scanned {
  readonly progress: Progress;
  readonly left: ScanLimit;
}

/** A claim and what has to be measured for it: bound by bound, part by part. */
interface Measured {
  readonly claim: EvidenceClaim;
  readonly measures: readonly Measure[];
}

/** Where the rest of the limit does not tell how many distinct values there are, a part of its own is to; where that does not
 *  either, nobody can tell.
 *  @param whole limit of the part */
const scanOn = async (
  scan: EvidenceScan,
  currency: Currency,
  progress: Progress,
  { limit, whole }: { readonly limit: ScanLimit; readonly whole: ScanLimit },
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
  const so = { totals: totals.map(totalToText), met: mendsToWire(met) };
  if (place !== null) return { progress: { ...progress, place, ...so }, left };
  const { counted, left: rest } = await countedOf(customerId, measures, totals, left);
  const isOpen = counted.includes(null) && left !== whole;
  if (isOpen) return { progress: { ...progress, place: endOfLog, ...so }, left: nothing };
  const mismatches = mismatchesOf(measured, counted, currency);
  const isRepeated = mismatches.length > 0 && met.length > 0 && progress.known === null;
  if (isRepeated) return { progress: { ...progress, place: null, totals: [], met: [], known: so.met }, left: rest };
  const after = startOf(progress.evidence, progress.scan + 1, [...progress.mismatches, ...mismatches]);
  return { progress: after, left: rest };
};

const measuredFor = async (claim: EvidenceClaim): Promise<Measured> => {
  const meter = await requireMeter(claim.meter);
  const parts = pricedParts(claim);
  const { period } = claim;
  return { claim, measures: boundsOf(claim).flatMap((bound) => parts.map((part) => ({ meter, period, bound, part }))) };
};

/** Lines that show something else than the log.
 *  @param counted by measure */
const mismatchesOf = (
  measured: readonly Measured[],
  counted: readonly (Counted | null)[],
  currency: Currency,
): readonly Mismatch[] => {
  const mismatches: (Mismatch | undefined)[] = [];
  let at = 0;
  for (const { claim, measures } of measured) {
    mismatches.push(mismatchOf(claim, counted.slice(at, at + measures.length), currency));
    at += measures.length;
  }
  return mismatches.filter((one) => one !== undefined);
};
