import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Instant,
  parseInstant,
  plusDays,
  plusHours,
  plusMilliseconds,
} from '../../../functions/kernel/instant.ts';
import { logMarginDays } from '../../../functions/meter/contract.ts';
import { consume } from '../../../functions/meter/count/consume.ts';
import { countingStore } from '../../../functions/meter/count/counting-store.ts';
import { newBatchId } from '../../../functions/meter/counter/batch-id.ts';
import { development, production } from '../../../lib/config.ts';
import { minutes, usageEvent } from '../ingest/sample.ts';
import { FakeDynamo } from './fake-dynamo.ts';

const day = 86_400;
/** DynamoDB deletes what has expired within a few days; a claim that stays longer than it should must find its batch. */
const slowestDeletion = 30 * day;
/** Days that SQS keeps a message, in the queue and in the dead-letter queue. */
const queues = 2 * 14;

const configs = [
  ['production', production],
  ['development', development],
] as const;

describe.each(configs)('in %s', (_, config) => {
  it('a batch outlives the claims that name it by more than a deletion may be late', () => {
    expect(logMarginDays * day).toBeGreaterThan(slowestDeletion);
  });

  it('an id is remembered for longer than the oldest event can be on its way: refused at the door, queued, dead, redriven', () => {
    expect(config.claimRetentionDays).toBeGreaterThan(config.maxEventAgeDays + queues);
  });
});

/** A consumer that dies before it commits, if it is to. */
const deliver = async (tables: FakeDynamo, at: Instant, dies: boolean): Promise<void> => {
  const client = { send: (async (command: unknown) => tables.execute(command)) as never };
  const store = countingStore(client, {
    claims: 'claims',
    log: 'log',
    usage: 'usage',
    claimDays: production.claimRetentionDays,
  });
  let now = at;
  const consumer = {
    store: dies ? { ...store, commit: () => Promise.reject(new Error('killed')) } : store,
    metersOf: () => [minutes],
    windowMinutes: 60 as const,
    // Each look at the clock is a little later: claim, commit.
    clock: () => {
      now = plusMilliseconds(now, 7);
      return now;
    },
    newBatch: () => newBatchId(now),
    backOff: async () => undefined,
    lease: 60_000,
    report: () => undefined,
  };
  await consume(consumer, [usageEvent(), usageEvent({ id: 'b' })]);
};

const start = parseInstant('2026-10-03T23:59:59.990Z');
const expiryOf = (item: { readonly expiresAt?: { readonly N?: string | undefined } }): number =>
  Number(item.expiresAt?.N);

describe('while a claim lives, and as long after as its deletion may take, its batch says what became of it', () => {
  it('whenever consumers die, and whenever the claims are taken over', async () => {
    const deaths = fc.array(fc.integer({ min: 1, max: 24 * 300 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(deaths, async (hours) => {
        const tables = new FakeDynamo();
        let at = start;
        for (const later of hours) {
          await deliver(tables, at, true);
          at = plusHours(at, later);
        }
        await deliver(tables, at, false);
        const batches = new Map(tables.items('log').map((item) => [item.sk?.S ?? '', item]));
        for (const claim of tables.items('claims')) {
          const batch = batches.get(claim.owner?.S ?? '');
          expect(batch?.state?.S).toBe('committed');
          expect(expiryOf(batch ?? {}) - expiryOf(claim)).toBeGreaterThan(slowestDeletion);
        }
        expect(tables.items('claims')).toHaveLength(2);
      }),
      { numRuns: 100 },
    );
  });

  it('its day is still listed then, also for the last batch of the day', async () => {
    const tables = new FakeDynamo();
    const morning = parseInstant('2026-10-03T00:00:00.000Z');
    await deliver(tables, morning, false);
    const [listed] = tables.items('log').filter(({ pk }) => pk?.S?.startsWith('DAYS#'));
    const lastClaim =
      Date.parse(plusDays(parseInstant('2026-10-03T23:59:59.999Z'), production.claimRetentionDays)) / 1000;
    expect(expiryOf(listed ?? {}) - lastClaim).toBeGreaterThan(slowestDeletion);
  });
});
