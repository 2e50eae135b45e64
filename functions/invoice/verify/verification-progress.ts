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

/** How far a verification has come: what the machine that closes a period carries from one part to the next. */
export const progressSchema = z.object({
  /** Digest of the claims: with others it begins anew. */
  evidence: z.string(),
  /** Which scan of a log is under way: 0, 1, 2, … */
  scan: z.int().nonnegative(),
  /** Where it goes on; null at the beginning, `endOfLog` where only distinct values are left to be counted. */
  place: z.object({ day: z.string(), after: z.string() }).nullable(),
  /** By measure of the scan's claims; empty at the beginning. */
  totals: z.array(z.string()),
  /** Mends of counters that this scan has met. */
  met: z.array(mendSchema),
  /** Those that the scan before has met, where this one repeats it. */
  known: z.array(mendSchema).nullable(),
  mismatches: z.array(mismatchSchema),
});
export type Progress = z.output<typeof progressSchema>;

/** After the last day. */
export const endOfLog = { day: '~', after: '' };

/** Input of the step; without progress at the beginning. */
export const verifySchema = invoiceStepSchema.extend({ progress: progressSchema.optional() });

export const startOf = (evidence: string, scan = 0, mismatches: readonly Mismatch[] = []): Progress => ({
  ...{ evidence, scan, place: null, totals: [], met: [], known: null },
  mismatches: mismatches.slice(0, maxMismatches),
});

/** One is enough to stop the invoice; the state that carries them is small. */
const maxMismatches = 20;
/** Of one customer's meters and periods. */
const maxMends = 20;
/** A state has at most 256 KB. With the longest ids of events a total of `latest` takes 1.6 KB, a mend 3.4 KB. */
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

/** @throws Conflict `evidence_too_wide` where one line takes more totals than a state machine can carry */
export const assertCarried = (progress: Progress): Progress => {
  const bytes = Buffer.byteLength(JSON.stringify(progress));
  if (bytes <= maxBytes) return progress;
  throw new Conflict('evidence_too_wide', `Verifying the invoice takes ${bytes} bytes from step to step.`);
};

export const mendsFromWire = (mends: Progress['met']): readonly Correction[] =>
  mends.map(({ counter, target, found, expected }) => ({
    ...{ counter, target },
    found: tallyFromWire(found),
    expected: tallyFromWire(expected),
  }));

/** @param beginning of a measure that nothing was counted for yet */
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
