import { requireMeter } from '../../catalog/meter/meter-store.ts';
import { toMilliseconds } from '../../kernel/instant.ts';
import { inLanesBy } from '../../kernel/lanes.ts';
import { backOff } from '../../platform/back-off.ts';
import { wallClock } from '../../platform/clock.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { task } from '../../platform/task.ts';
import { CountersBusy } from '../count/counters-busy.ts';
import { countingStore } from '../count/counting-store.ts';
import { windowMinutes } from '../counter/window-setting-service.ts';
import type { LogBatch } from '../log/log-batch.ts';
import { readLogBatch } from '../log/log-store.ts';
import { type Backfilled, type Backfilling, backfillBatch, isForBackfill } from './backfill-batch.ts';
import { type BackfillState, backfillSchema } from './backfill-contract.ts';
import { noteProgress } from './backfill-progress-store.ts';
import { batchesWithout, commitPiece } from './backfill-store.ts';

/** Milliseconds after which a step begins no further page. One page more fits into the function's time. */
const stepTime = 45_000;
/** Customers whose batches are counted at once. The batches of one customer follow each other, since they write the same counters. */
const lanes = 8;

type Answer = BackfillState & { readonly outcome: 'more' | 'done' };

/** One step of a backfill: it counts a stretch of the log. The numbers say what the batches hold and not what this step did, since a
 *  step may be repeated. */
export const handler = task(backfillSchema, async (given): Promise<Answer> => {
  const begin = wallClock();
  const meter = await requireMeter(given.meterKey);
  const backfilling = backfillingOf(meter);
  const end = toMilliseconds(begin) + stepTime;
  let state = given;
  do {
    const page = await batchesWithout(meter.key, state.cursor);
    const batches = page.batches.filter(({ id }) => isForBackfill(id, meter, begin));
    const results = await inLanesBy(batches, customerOf, lanes, (batch) => backfill(backfilling, batch));
    state = added({ ...state, cursor: page.cursor }, results);
    await noteProgress(state, state.cursor === null ? 'done' : 'running', wallClock());
  } while (state.cursor !== null && toMilliseconds(wallClock()) < end);
  return { ...state, outcome: state.cursor === null ? 'done' : 'more' };
});

const customerOf = ({ customer }: LogBatch): string => customer;

/** @throws CountersBusy */
const backfill = async (backfilling: Backfilling, batch: LogBatch): Promise<Backfilled> => {
  const result = await backfillBatch(backfilling, batch);
  if (result === undefined) throw new CountersBusy(`the counters of ${batch.customer} are busy`);
  return result;
};

const backfillingOf = (meter: Backfilling['meter']): Backfilling => ({
  meter,
  windowMinutes: windowMinutes(),
  // A backfill claims nothing and commits through `commitPiece`: it needs neither the table of claims nor the retention.
  store: countingStore(dynamo, { claims: '', log: tableOf('log'), usage: tableOf('usage'), claimDays: 0 }),
  read: readLogBatch,
  commit: commitPiece,
  backOff,
});

const added = (state: BackfillState, results: readonly Backfilled[]): BackfillState => ({
  ...state,
  batches: state.batches + results.length,
  events: results.reduce((total, { counted }) => total + counted, state.events),
  unreadable: results.reduce((total, { unreadable }) => total + unreadable, state.unreadable),
});
