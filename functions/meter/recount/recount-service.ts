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
  /** By the batches of the log alone. */
  readonly counted: Tallies;
  /** With the mends of counters. */
  readonly expected: Tallies;
}

/** What the log says that the customer's counters should hold. */
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
  /** Counters that moved while they were recounted: to be looked at another time. */
  readonly moving: number;
}

const maxTries = 3;

/** The counters that differ from what the log says. A counter that is the same before and after the log was read was
 *  written by nobody in between: only those are compared. */
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
