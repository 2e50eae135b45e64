import type { CustomerId } from '../../kernel/ids.ts';
import { noTally } from '../counter/tally.ts';
import { logBatchOf } from '../log/log-batch.ts';
import { firstLogDay, itemsOfDay, logDays } from '../log/log-store.ts';
import { type Correction, correctionOf } from './correction.ts';
import { countersOf } from './counters-store.ts';
import {
  differences,
  mergeTallies,
  type Recounting,
  sameTally,
  type Tallies,
  talliesOf,
  withCorrections,
} from './recount.ts';

export interface Recounted {
  /** What the batches of the log come to. */
  readonly counted: Tallies;
  /** What the counters should hold: the same, with the repairs that were made. */
  readonly expected: Tallies;
}

/** Reads the customer's log, and adds up what its counters should hold. */
export const recount = async (customer: CustomerId, recounting: Recounting): Promise<Recounted> => {
  let counted: Tallies = new Map();
  const corrections: Correction[] = [];
  for (const day of await logDays(customer, await firstLogDay(customer, recounting.range.from))) {
    const ofDay: Tallies[] = [];
    for await (const item of itemsOfDay(customer, day)) {
      const batch = item.state?.S === 'committed' ? logBatchOf(item) : undefined;
      if (batch !== undefined) ofDay.push(talliesOf(batch, recounting));
      const correction = correctionOf(item);
      if (correction !== undefined) corrections.push(correction);
    }
    counted = mergeTallies(recounting.meters, [counted, ...ofDay]);
  }
  return { counted, expected: withCorrections(recounting.meters, counted, corrections) };
};

export type Difference = ReturnType<typeof differences>[number];

export interface Comparison {
  readonly counters: number;
  readonly differences: readonly Difference[];
  /** Counters that differ but changed while they were recounted, so that nobody can tell yet whether they are wrong. */
  readonly moving: number;
}

/** Recounts while counters keep moving. */
const maxTries = 3;

/** Finds the counters that differ from what the log says. The counters are read before and after the log. Only a counter that is
 *  the same both times was written by nobody in between, and can be said to be wrong. */
export const compareWithLog = async (customer: CustomerId, recounting: Recounting): Promise<Comparison> => {
  for (let tries = 1; ; tries++) {
    const before = await countersOf(customer, recounting.meters, recounting.range);
    const { expected } = await recount(customer, recounting);
    const after = await countersOf(customer, recounting.meters, recounting.range);
    const all = differences(expected, after);
    const still = all.filter(({ counter, found }) => sameTally(before.get(counter) ?? noTally, found));
    const moving = all.length - still.length;
    if (moving === 0 || tries === maxTries) return { counters: after.size, differences: still, moving };
  }
};
