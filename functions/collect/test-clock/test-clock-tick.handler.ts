import type { TestClock } from '../../catalog/test-clock/test-clock.ts';
import { finishAdvance, moveClock, requireTestClock } from '../../catalog/test-clock/test-clock-store.ts';
import { closeExecutionName } from '../../invoice/close/execution-name.ts';
import type { TestClockId } from '../../kernel/ids.ts';
import { wallClock } from '../../platform/clock.ts';
import { environment } from '../../platform/environment.ts';
import { startOnce } from '../../platform/executions.ts';
import { task } from '../../platform/task.ts';
import { closeMachineVariable, tickSchema } from '../contract.ts';
import { wake } from '../wait/wake-service.ts';
import { pendingOnClock } from './test-clock-pending-service.ts';
import { type Due, nextStep } from './test-clock-step.ts';

interface Ticked {
  readonly testClockId: TestClockId;
  readonly outcome: 'advancing' | 'ready';
}

/** Moves the clock as far as it gets before something has to finish first. The state machine calls it every second until
 *  the clock has arrived. */
export const handler = task(tickSchema, async ({ testClockId }): Promise<Ticked> => {
  let clock = await requireTestClock(testClockId);
  while (await takeStep(clock)) clock = await requireTestClock(testClockId);
  const { status } = await requireTestClock(testClockId);
  return { testClockId, outcome: status };
});

/** Whether the clock may take another step at once. */
const takeStep = async ({ id, now, target }: TestClock): Promise<boolean> => {
  if (target === null) return false;
  const step = nextStep(now, target, await pendingOnClock(id, now));
  switch (step.kind) {
    case 'settle':
      await Promise.all(step.due.map((due) => setOff(due, id)));
      return false;
    case 'move':
      await moveClock(id, step.to);
      return true;
    case 'arrived':
      await finishAdvance(id);
      return false;
  }
};

const setOff = (due: Due, clock: TestClockId): Promise<void> => {
  if (due.kind === 'wake') return wake(due.token, due.reason);
  const { subscriptionId, periodEnd } = due;
  const name = closeExecutionName(subscriptionId, periodEnd, `${clock} ${wallMinute()}`);
  return startOnce(environment(closeMachineVariable), name, { subscriptionId, periodEnd });
};

/** Part of the name of an execution, so that a close that failed is started again a minute later, and not each second. */
const wallMinute = (): string => wallClock().slice(0, 16);
