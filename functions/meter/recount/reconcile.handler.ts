import { loadMeters } from '../../catalog/meter/meter-store.ts';
import { wallClock } from '../../platform/clock.ts';
import { task } from '../../platform/task.ts';
import { windowMinutes } from '../counter/window-setting-service.ts';
import { counterDiscrepancy } from './discrepancy-wire.ts';
import { reconciliationSchema } from './reconciliation-contract.ts';
import { noteRun, recordDiscrepancies, settleGone } from './reconciliation-store.ts';
import { compareWithLog } from './recount-service.ts';

/** Recounts the windows of one customer from the log, and records each counter that differs. What was open and is right now is
 *  marked as gone, unless some counters kept moving and could not be compared. */
export const handler = task(reconciliationSchema, async (input) => {
  const { customerId, from, to } = input;
  const startedAt = wallClock();
  await noteRun(input, { counters: null, moving: null }, startedAt);
  const recounting = { meters: await loadMeters(), minutes: windowMinutes(), range: { from, to } };
  const { counters, differences, moving } = await compareWithLog(customerId, recounting);
  const found = differences.map((difference) => counterDiscrepancy(customerId, difference, startedAt));
  await recordDiscrepancies('meter', found);
  if (moving === 0) {
    await settleGone(customerId, found, (one) => one.kind === 'counter' && one.window >= from && one.window < to);
  }
  await noteRun(input, { counters, moving }, startedAt);
  return { differences: found.length, moving };
});
