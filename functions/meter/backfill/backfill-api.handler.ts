import type { Meter } from '../../catalog/meter/meter.ts';
import { requireMeter } from '../../catalog/meter/meter-store.ts';
import { meterKey } from '../../kernel/ids.ts';
import { type Instant, later, plusMilliseconds } from '../../kernel/instant.ts';
import { NotFound } from '../../kernel/meterline-error.ts';
import { wallClock } from '../../platform/clock.ts';
import { environment, environmentNumber } from '../../platform/environment.ts';
import { executionArnOf, hasFailed, startExecution } from '../../platform/executions.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { newId } from '../../platform/new-id.ts';
import { leaseVariable } from '../contract.ts';
import { backfillMachineVariable } from './backfill-contract.ts';
import { beginProgress, findProgress, type Progress } from './backfill-progress-store.ts';
import { type BackfillWire, backfillRoutes } from './backfill-routes.ts';

export const handler = httpApi(backfillRoutes, {
  startBackfill: async ({ parameters }) => {
    const meter = await requireMeter(meterKey(parameters.meterKey ?? ''));
    const last = await findProgress(meter.key);
    const shown = last && (await show(meter, last));
    return { json: shown?.status === 'running' ? shown : await show(meter, await begin(meter, wallClock())) };
  },
  getBackfill: async ({ parameters }) => {
    const meter = await requireMeter(meterKey(parameters.meterKey ?? ''));
    const last = await findProgress(meter.key);
    if (last === undefined) throw new NotFound('backfill', meter.key);
    return { json: await show(meter, last) };
  },
});

/** Starts a backfill. Its machine waits until all consumers have ended that may not know the meter: after that, no batch is
 *  committed without it. */
const begin = async (meter: Meter, now: Instant): Promise<Progress> => {
  const lease = environmentNumber(leaseVariable) * 1000;
  const notBefore = later(now, plusMilliseconds(meter.createdAt, lease));
  const run = newId('backfill');
  const nothing = { batches: 0, events: 0, unreadable: 0 };
  const state = { meterKey: meter.key, run, cursor: null, ...nothing };
  const machine = environment(backfillMachineVariable);
  const executionArn = executionArnOf(machine, run);
  const progress = { run, executionArn, status: 'running' as const, ...nothing, startedAt: now, updatedAt: now };
  await beginProgress(meter.key, progress);
  await startExecution(machine, run, { ...state, notBefore });
  return progress;
};

/** A run whose execution has ended without an answer is shown as failed. */
const show = async (meter: Meter, progress: Progress): Promise<BackfillWire> => {
  const { executionArn, run: _, status, ...rest } = progress;
  const failed = status === 'running' && (await hasFailed(executionArn));
  return { meterKey: meter.key, status: failed ? 'failed' : status, ...rest };
};
