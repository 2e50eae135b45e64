import { requireMeter } from '../../catalog/meter/meter-store.ts';
import { windowMinutes } from '../../meter/counter/window-setting-service.ts';
import { logBatchOf } from '../../meter/log/log-batch.ts';
import { type ScanLimit, scanLog } from '../../meter/log/log-scan-store.ts';
import { beginning, concerns, type Measure, mendedIn, withBatch } from '../../meter/measure/log-measure.ts';
import { totalToText } from '../../meter/measure/running-total.ts';
import type { Correction } from '../../meter/recount/correction.ts';
import { correctionOf } from '../../meter/recount/correction.ts';
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

/** What a part of a verification has come to: there is more to read, or there is a verdict on the invoice. */
export type Verdict =
  | { readonly outcome: 'more'; readonly progress: Progress }
  | { readonly outcome: 'verified' }
  | { readonly outcome: 'mismatch'; readonly mismatches: readonly Mismatch[] };

type Claimant = Pick<Invoice, 'currency' | 'lines'>;

/** One part of a verification. It recounts from the event log what the lines of an invoice say was used, scan by scan, until
 *  the limit is used up; the next part goes on from there. Lines of periods that the log does not have any more are left out
 *  and logged: otherwise they would hold up the invoice for ever.
 *  @param before the progress of the part before; null for the first part */
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

/** A claim with all that has to be measured for it: for each bound, each part. */
interface Measured {
  readonly claim: EvidenceClaim;
  readonly measures: readonly Measure[];
}

/** Goes on with one scan of a customer's log, until the limit or the end of the log. At the end it compares.
 *
 *  Two things make a scan take longer. Distinct values may be too many to count within what is left of the limit: then the
 *  next part does nothing else, and where its whole limit does not suffice either, the line is a mismatch. And counters may
 *  have been corrected by hand: where a scan finds mismatches and has met corrections, it is repeated with these known from
 *  the beginning, and only what it finds then counts.
 *  @param whole the limit that the part began with */
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

/** The lines that show something else than the log.
 *  @param counted one for each measure, those of the first claim first */
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
