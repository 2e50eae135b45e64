import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it, vi } from 'vitest';
import { customerId } from '../../functions/kernel/ids.ts';
import { handler as reconcileAll } from '../../functions/meter/recount/reconcile-all.handler.ts';
import { lambdaContext } from '../functions/platform/http-event.ts';
import { definitionsIn } from './definition.ts';
import { limits, StateMachines, type Task, TaskError } from './state-machines.ts';
import { wholeStack } from './whole.ts';

const customers = vi.hoisted(() => ({ count: 0 }));
vi.mock('../../functions/catalog/customer/customer-store.ts', () => ({
  customerPage: async ({ limit, cursor = '0' }: { limit: number; cursor?: string }) => {
    const from = Number(cursor);
    const data = Array.from({ length: Math.min(limit, customers.count - from) }, (_, at) => ({
      id: customerId(`cust_${from + at}`.padEnd(128, 'x')),
    }));
    return { data, nextCursor: from + limit < customers.count ? String(from + limit) : null };
  },
  customerNow: async (_: unknown, now: string) => now,
}));
vi.stubEnv('USAGE_WINDOW_MINUTES', '60');

const definitions = definitionsIn(Template.fromStack(wholeStack()));
const idOf = (prefix: string): string => [...definitions.keys()].find((id) => id.startsWith(prefix)) ?? '';
const all = idOf('ReconciliationAll');
const one = idOf('ReconciliationCustomer');
const page: Task = (input) => reconcileAll(input, lambdaContext);

const run = async (count: number, task: Task = page) => {
  customers.count = count;
  const machines = new StateMachines(new Map([...definitions].filter(([id]) => id === all)), {
    ReconciliationCustomersStep: task,
  });
  await machines.run(all, {});
  return {
    executions: machines.recorded.filter(({ isExpress }) => !isExpress),
    started: [...machines.names].filter((name) => name.startsWith(`${one}/`)),
    bytes: Math.max(...machines.recorded.map(({ payloadBytes }) => payloadBytes)),
  };
};

describe('every night', () => {
  it.each([
    ['none', 0, 1],
    ['5,000: 50 pages', 5000, 1],
    ['100,000: 1,000 pages, 400 an execution', 100_000, 3],
  ])(
    'each customer is reconciled once: %s',
    async (_, count, executions) => {
      const ran = await run(count);
      expect(ran.started).toHaveLength(count);
      expect(ran.executions).toHaveLength(executions);
      expect(ran.executions.every(({ status }) => status === 'SUCCEEDED')).toBe(true);
      expect(Math.max(...ran.executions.map(({ historyEvents }) => historyEvents))).toBeLessThan(limits.historyEvents);
      expect(ran.bytes).toBeLessThan(limits.payloadBytes);
    },
    120_000,
  );

  it('within the hour: 3 seconds between pages are 50 minutes for 100,000', async () => {
    const { executions } = await run(100_000);
    expect(executions.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(997 * 3);
  }, 120_000);

  it('a page that is read at the last of its tries stays within the limit', async () => {
    let tries = 0;
    const patient: Task = (input) => {
      tries += 1;
      if (tries % 13 > 0) throw new TaskError('Lambda.Unknown');
      return page(input);
    };
    const { executions } = await run(40_000, patient);
    expect(executions).toHaveLength(1);
    expect(executions[0]?.historyEvents).toBeLessThan(limits.historyEvents);
  }, 120_000);
});
