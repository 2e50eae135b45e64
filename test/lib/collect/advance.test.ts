import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { production } from '../../../lib/config.ts';
import { definitionsIn } from '../definition.ts';
import { rightsOfRole } from '../rights.ts';
import { limits, StateMachines, TaskError } from '../state-machines.ts';
import { collectStack } from './stack.ts';

const template = Template.fromStack(collectStack(production));

describe('advance: ticks until the clock has arrived', () => {
  const machines = definitionsIn(template);
  const machine = [...machines.keys()].find((id) => id.startsWith('CollectAdvance')) ?? '';
  /** @param failures of each tick before it succeeds */
  const run = async (ticks: number, failures: readonly string[] = []) => {
    let ticked = 0;
    let failed = 0;
    const tick = (input: unknown) => {
      expect(input).toEqual({ testClockId: 'clock_1' });
      const error = failures[failed];
      failed = error === undefined ? 0 : failed + 1;
      if (error !== undefined) throw new TaskError(error);
      ticked += 1;
      return { testClockId: 'clock_1', outcome: ticked === ticks ? 'ready' : 'advancing' };
    };
    const walked = new StateMachines(machines, { CollectTick: tick });
    await walked.run(machine, { testClockId: 'clock_1' });
    expect(ticked).toBe(ticks);
    return walked.recorded;
  };

  it('a second between two', async () => {
    expect(await run(3)).toMatchObject([{ status: 'SUCCEEDED', seconds: 2 }]);
  });

  it('eleven history events a tick; after 500 another execution goes on: three hours are 21 of them', async () => {
    const recorded = await run(10_800);
    expect(recorded).toHaveLength(22);
    expect(recorded.every(({ status, historyEvents }) => status === 'SUCCEEDED' && historyEvents < 5_600)).toBe(true);
  });

  it('within the limit even where each tick succeeds at the last of its tries', async () => {
    const failures = [...Array(6).fill('Lambda.ServiceException'), ...Array(5).fill('States.TaskFailed')];
    const [full] = await run(501, failures);
    expect(full?.historyEvents).toBeGreaterThan(20_000);
    expect(full?.historyEvents).toBeLessThan(limits.historyEvents);
  });

  it('the machine may start itself', () => {
    const rights = rightsOfRole(template, 'CollectAdvance').map(
      ({ action, resource }) => `${action} ${JSON.stringify(resource)}`,
    );
    expect(rights).toContainEqual(expect.stringMatching(/^states:StartExecution .*CollectAdvance/));
  });
});
