import { setTimeout as sleep } from 'node:timers/promises';
import { requireMeter } from '../../catalog/meter/meter-store.ts';
import { toMilliseconds } from '../../kernel/instant.ts';
import { wallClock } from '../../platform/clock.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { task } from '../../platform/task.ts';
import { countingStore } from '../count/counting-store.ts';
import { windowMinutes } from '../counter/window-setting-service.ts';
import type { LogBatch } from '../log/log-batch.ts';
import { readLogBatch } from '../log/log-store.ts';
import { groupBy } from '../usage/usage.ts';
import { type Backfilled, type Backfilling, backfillBatch } from './backfill-batch.ts';
import { type BackfillState, backfillSchema } from './backfill-contract.ts';
import { noteProgress } from './backfill-progress-store.ts';
import { batchesWithout, CountersBusy, commitPiece } from './backfill-store.ts';

/** Milliseconds that a step works; a page more fits into the function's time. */
const stepTime = 45_000;
/** Customers at once. */
const lanes = 8;

type Answer = BackfillState & { readonly outcome: 'more' | 'done' };

/** A stretch of the log. The counts are of what the batches hold, not of what this step did: it may be repeated. */
export const handler = task(backfillSchema, async (given): Promise<Answer> => {
  const meter = await requireMeter(given.meterKey);
  const backfilling = backfillingOf(meter);
  const end = toMilliseconds(wallClock()) + stepTime;
  let state = given;
  do {
    const page = await batchesWithout(meter.key, state.cursor);
    const results = await inLanes(backfilling, page.batches);
    state = added({ ...state, cursor: page.cursor }, results);
    await noteProgress(state, state.cursor === null ? 'done' : 'running', wallClock());
  } while (state.cursor !== null && toMilliseconds(wallClock()) < end);
  return { ...state, outcome: state.cursor === null ? 'done' : 'more' };
});

const backfillingOf = (meter: Backfilling['meter']): Backfilling => ({
  meter,
  windowMinutes: windowMinutes(),
  // It claims nothing: the other tables and the retention are not asked for.
  store: countingStore(dynamo, { claims: '', log: tableOf('log'), usage: tableOf('usage'), claimDays: 0 }),
  read: readLogBatch,
  commit: commitPiece,
  /** 20 to 40 ms, doubling with each try. */
  backOff: (tries) => sleep(2 ** tries * 10 * (1 + Math.random())),
});

const added = (state: BackfillState, results: readonly Backfilled[]): BackfillState => ({
  ...state,
  batches: state.batches + results.length,
  events: results.reduce((total, { counted }) => total + counted, state.events),
  unreadable: results.reduce((total, { unreadable }) => total + unreadable, state.unreadable),
});

/** The batches of one customer follow each other, since they meet in its counters.
 *  @throws CountersBusy */
const inLanes = async (backfilling: Backfilling, batches: readonly LogBatch[]): Promise<readonly Backfilled[]> => {
  const waiting = [...groupBy(batches, ({ customer }) => customer).values()];
  const results: Backfilled[] = [];
  const lane = async (): Promise<void> => {
    for (let own = waiting.shift(); own !== undefined; own = waiting.shift()) {
      for (const batch of own) {
        const result = await backfillBatch(backfilling, batch);
        if (result === undefined) throw new CountersBusy(`the counters of ${batch.customer} are busy`);
        results.push(result);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
};
