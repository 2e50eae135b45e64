import { z } from 'zod';
import type { Meter } from '../../catalog/meter/meter.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { tallyFromWire, tallyToWire } from '../../meter/counter/tally-wire.ts';
import type { Measure } from '../../meter/measure/log-measure.ts';
import { type RunningTotal, totalFromText } from '../../meter/measure/running-total.ts';
import type { Correction } from '../../meter/recount/correction.ts';
import { invoiceStepSchema } from '../contract.ts';
import type { Mismatch } from './evidence-mismatch.ts';

const text = z.string();
const mismatchSchema: z.ZodType<Mismatch> = z.object({
  ...{ lineId: text, expected: text.nullable(), found: text },
  ...{ expectedAmount: text.nullable(), foundAmount: text },
});

const tallySchema = z.object({
  sum: z.string(),
  events: z.string(),
  value: z.string().nullable(),
  at: z.string().nullable(),
});
const mendSchema = z.object({
  counter: z.string(),
  target: z.string(),
  found: tallySchema,
  expected: tallySchema,
});

/** How far a verification has come. The state machine that closes a period carries it from one part to the next. */
export const progressSchema = z.object({
  /** Digest of the claims. If the invoice makes other claims by now, the verification begins anew. */
  evidence: z.string(),
  /** Which scan of a log is under way: 0, 1, 2, … */
  scan: z.int().nonnegative(),
  /** Where in the log the scan goes on. Null at its beginning; `endOfLog` where only distinct values are left to count. */
  place: z.object({ day: z.string(), after: z.string() }).nullable(),
  /** The running total of each measure of the scan; empty at its beginning. */
  totals: z.array(z.string()),
  /** Corrections of counters that this scan has met in the log, as far as they concern its claims. */
  met: z.array(mendSchema),
  /** Where a scan is repeated: the corrections that it met the first time, known from the beginning now. Else null. */
  known: z.array(mendSchema).nullable(),
  mismatches: z.array(mismatchSchema),
});
export type Progress = z.output<typeof progressSchema>;

/** A place after the last day of any log. */
export const endOfLog = { day: '~', after: '' };

/** Input of the step that verifies a part; the first part has no progress. */
export const verifySchema = invoiceStepSchema.extend({ progress: progressSchema.optional() });

/** The beginning of a scan, with the mismatches of the scans before it. */
export const startOf = (evidence: string, scan = 0, mismatches: readonly Mismatch[] = []): Progress => ({
  ...{ evidence, scan, place: null, totals: [], met: [], known: null },
  mismatches: mismatches.slice(0, maxMismatches),
});

/** One mismatch is enough to stop the invoice, and the state that carries them is small: the rest are not kept. */
const maxMismatches = 20;
/** Corrections that one scan can carry. */
const maxMends = 20;
/** A state has at most 256 KB, of which the rest of the step's input takes a part. With the longest ids of events, a total of
 *  a meter of `latest` takes 1.6 KB, and a correction 3.4 KB. */
const maxBytes = 220_000;

/** @throws Conflict `too_many_mends` */
export const mendsToWire = (mends: readonly Correction[]): Progress['met'] => {
  if (mends.length > maxMends) {
    throw new Conflict('too_many_mends', `More than ${maxMends} mends of counters concern one invoice.`);
  }
  return mends.map(({ counter, target, found, expected }) => ({
    ...{ counter, target },
    found: { ...tallyToWire(found) },
    expected: { ...tallyToWire(expected) },
  }));
};

/** The progress, if a state machine can carry it.
 *  @throws Conflict `evidence_too_wide` where one line has so many totals that it cannot */
export const assertCarried = (progress: Progress): Progress => {
  const bytes = Buffer.byteLength(JSON.stringify(progress));
  if (bytes <= maxBytes) return progress;
  throw new Conflict('evidence_too_wide', `Verifying the invoice takes ${bytes} bytes from step to step.`);
};

/** Reads back what `mendsToWire` wrote. */
export const mendsFromWire = (mends: Progress['met']): readonly Correction[] =>
  mends.map(({ counter, target, found, expected }) => ({
    ...{ counter, target },
    found: tallyFromWire(found),
    expected: tallyFromWire(expected),
  }));

/** The running totals, one for each measure.
 *  @param beginning the total of a measure before the scan's first entry */
export const totalsFromWire = (
  measures: readonly Measure[],
  totals: readonly string[],
  beginning: (measure: Measure) => RunningTotal,
): readonly RunningTotal[] =>
  measures.map((measure, at) => {
    const text = totals[at];
    return text === undefined ? beginning(measure) : totalFromText(aggregationOf(measure.meter), text);
  });

const aggregationOf = ({ measure }: Meter) => measure.aggregation;
