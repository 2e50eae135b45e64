import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { handler as sweep } from '../../functions/invoice/close/sweep.handler.ts';
import { invoiceIdOf, subscriptionId } from '../../functions/kernel/ids.ts';
import { parseInstant, plusDays } from '../../functions/kernel/instant.ts';
import { lambdaContext } from '../functions/platform/http-event.ts';
import { definitionsIn } from './definition.ts';
import { limits, type Recorded, StateMachines, type Task, TaskError } from './state-machines.ts';
import { wholeStack } from './whole.ts';

const midnight = parseInstant('2026-11-01T00:00:00Z');
const due = vi.hoisted(() => ({ count: 0 }));
/** As long as real ones. */
const idAt = (index: number) => subscriptionId(`sub_01KA${String(index).padStart(22, '0')}`);

vi.mock('../../functions/catalog/subscription/subscription-store.ts', () => ({
  dueSubscriptions: async (_: string, cursor = '0') => {
    const from = Number(cursor.split(' ')[0]);
    const ids = Array.from({ length: Math.min(100, due.count - from) }, (_, at) => idAt(from + at));
    // A cursor is a key of four attributes in base64url.
    return { ids, cursor: from + 100 < due.count ? `${from + 100} `.padEnd(260, 'c') : null };
  },
  requireSubscription: async (id: string) => ({ id, closeAt: midnight, period: { start: midnight, end: midnight } }),
}));

const definitions = definitionsIn(Template.fromStack(wholeStack()));
const idOf = (prefix: string): string => [...definitions.keys()].find((id) => id.startsWith(prefix)) ?? '';
const sweepMachine = idOf('InvoiceSweep');
const closeMachine = idOf('InvoiceClose');

const closeInput = z.object({ subscriptionId: z.string(), periodEnd: z.string() });

/** The steps of a close answer as their handlers do; `periods` are due, one after the other. */
const closing = (periods: number, verify: Task = () => ({ outcome: 'verified' })): Record<string, Task> => {
  const closed = new Map<string, number>();
  return {
    InvoiceFreezeStep: () => ({ outcome: 'due' }),
    InvoiceDraftStep: (input) => {
      const { subscriptionId: id, periodEnd } = closeInput.parse(input);
      return { outcome: 'drafted', invoiceId: invoiceIdOf(subscriptionId(id), parseInstant(periodEnd)) };
    },
    InvoiceVerificationVerifyStep: verify,
    InvoiceFinalizeStep: () => ({ number: 'INV-000001', status: 'open' }),
    InvoiceAnnounceStep: () => ({ announced: 1 }),
    InvoiceCompleteStep: (input) => {
      const { subscriptionId: id, periodEnd } = closeInput.parse(input);
      const count = (closed.get(id) ?? 0) + 1;
      closed.set(id, count);
      return count < periods
        ? { outcome: 'next_due', periodEnd: plusDays(parseInstant(periodEnd), 7) }
        : { outcome: 'done' };
    },
  };
};

const findDue: Task = (input) => sweep(input, lambdaContext);

const largest = (recorded: readonly Recorded[], what: 'historyEvents' | 'payloadBytes'): number =>
  recorded.reduce((most, one) => Math.max(most, one[what]), 0);

const expectWithinLimits = (recorded: readonly Recorded[]): void => {
  const histories = recorded.filter(({ isExpress }) => !isExpress);
  expect(largest(histories, 'historyEvents')).toBeLessThan(limits.historyEvents);
  expect(largest(recorded, 'payloadBytes')).toBeLessThan(limits.payloadBytes);
  expect(recorded.filter(({ status }) => status === 'FAILED')).toEqual([]);
};

/** The sweep, and the names of the closes that it starts. */
const runSweep = async (count: number, tasks: Record<string, Task> = { InvoiceSweepFindDue: findDue }) => {
  due.count = count;
  const only = new Map([...definitions].filter(([id]) => id === sweepMachine));
  const machines = new StateMachines(only, tasks);
  await machines.run(sweepMachine, {});
  const closes = [...machines.names].filter((name) => name.startsWith(`${closeMachine}/`));
  return { recorded: machines.recorded, sweeps: machines.recorded.filter(({ isExpress }) => !isExpress), closes };
};

describe('100,000 subscriptions that are due in the same hour', () => {
  let ran: Awaited<ReturnType<typeof runSweep>> = { recorded: [], sweeps: [], closes: [] };

  beforeAll(async () => {
    ran = await runSweep(100_000);
  }, 120_000);

  it('each gets one close, under a name of its own, started by a child execution', () => {
    expect(ran.closes).toHaveLength(100_000);
    expect(ran.recorded.filter(({ isExpress }) => isExpress)).toHaveLength(100_000);
  });

  it('one execution of 334 pages, 300 each, has 5,016 history events: 15 a page; and at most 60 KB in a state', () => {
    expectWithinLimits(ran.recorded);
    expect(ran.sweeps.map(({ historyEvents }) => historyEvents)).toEqual([2 + 4 + 334 * 15 - 2 + 2]);
    expect(largest(ran.recorded, 'payloadBytes')).toBeLessThan(60_000);
  });

  it('within the hour: 3 seconds between pages are 17 minutes', () => {
    expect(ran.sweeps[0]?.seconds).toBe(333 * 3);
  });
});

describe('what one execution of the sweep cannot do', () => {
  it('200,000 due: 400 pages, and another execution for the other 267', async () => {
    const { sweeps, closes, recorded } = await runSweep(200_000);
    expect(closes).toHaveLength(200_000);
    expect(sweeps.map(({ seconds }) => seconds / 3)).toEqual([399, 266]);
    expectWithinLimits(recorded);
  }, 120_000);

  it('as many pages as one execution may have, each read in the last of its tries, stay within the limit', async () => {
    let tries = 0;
    const patient: Task = (input) => {
      tries += 1;
      if (tries % 13 > 0) throw new TaskError('Lambda.Unknown');
      return findDue(input);
    };
    const { sweeps } = await runSweep(120_000, { InvoiceSweepFindDue: patient });
    expect(tries).toBe(400 * 13);
    expect(sweeps).toHaveLength(1);
    expectWithinLimits(sweeps);
  }, 120_000);

  it('a page whose closes cannot all be started is passed over; the others are started, and the sweep fails at the end', async () => {
    const twice: Task = async (input) => {
      const page = z.looseObject({ pages: z.number(), closes: z.array(z.unknown()) }).parse(await findDue(input));
      return page.pages === 2
        ? { ...page, closes: [{ subscriptionId: 'sub', periodEnd: midnight, name: 'x'.repeat(81) }] }
        : page;
    };
    const { sweeps, closes } = await runSweep(900, { InvoiceSweepFindDue: twice });
    expect(closes).toHaveLength(600);
    expect(sweeps).toMatchObject([{ status: 'FAILED', error: 'Incomplete' }]);
  });
});

describe('the closes of one subscription', () => {
  const run = async (periods: number, verify?: Task) => {
    const machines = new StateMachines(definitions, closing(periods, verify));
    await machines.run(closeMachine, { subscriptionId: idAt(1), periodEnd: midnight });
    return machines.recorded;
  };

  it('one period: 44 history events', async () => {
    const recorded = await run(1);
    expectWithinLimits(recorded);
    expect(recorded.map(({ historyEvents }) => historyEvents)).toEqual([44]);
  });

  it.each([
    ['ten years of months', 120, [4_804]],
    ['ten years of weeks', 520, [8_009, 8_009, 4_804]],
  ])('%s: %i periods, %j history events', async (_, periods, histories) => {
    const recorded = await run(periods);
    expectWithinLimits(recorded);
    expect(recorded.map(({ historyEvents }) => historyEvents)).toEqual(histories);
  });

  it('a log of a billion events, verified in a thousand parts that carry 150 KB each', async () => {
    let parts = 0;
    const verify: Task = () => {
      parts += 1;
      return parts % 1000 === 0 ? { outcome: 'verified' } : { outcome: 'more', progress: 'x'.repeat(150_000) };
    };
    const recorded = await run(1, verify);
    expectWithinLimits(recorded);
    expect(recorded.map(({ historyEvents }) => historyEvents)).toEqual([44 + 999 * 7]);
  });

  it('what does not add up ends in an error, before the invoice is final', async () => {
    const recorded = await run(1, () => ({ outcome: 'mismatch', mismatches: [] }));
    expect(recorded).toMatchObject([{ status: 'FAILED', error: 'EvidenceMismatch' }]);
  });

  it('each step of 120 periods fails once before it succeeds: 3 history events more, each', async () => {
    const recorded = await run(120);
    const failing = await runFailing(120);
    expectWithinLimits(failing);
    expect(largest(failing, 'historyEvents') - largest(recorded, 'historyEvents')).toBe(120 * 6 * 3);
  });

  /** Every task throws at every second call. */
  const runFailing = async (periods: number) => {
    let calls = 0;
    const tasks = Object.entries(closing(periods)).map(([id, task]): [string, Task] => [
      id,
      (input) => {
        calls += 1;
        if (calls % 2 === 1) throw new TaskError('Lambda.Unknown');
        return task(input);
      },
    ]);
    const machines = new StateMachines(definitions, Object.fromEntries(tasks));
    await machines.run(closeMachine, { subscriptionId: idAt(1), periodEnd: midnight });
    return machines.recorded;
  };
});
