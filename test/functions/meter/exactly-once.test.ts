import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { customerId, meterKey } from '../../../functions/catalog/ids.ts';
import { type Instant, parseInstant, plusHours } from '../../../functions/catalog/instant.ts';
import type { Meter } from '../../../functions/catalog/meter.ts';
import { contentHash } from '../../../functions/ingest/content-hash.ts';
import { claimKeyOf, type UsageEvent } from '../../../functions/ingest/usage-event.ts';
import { newBatchId } from '../../../functions/meter/batch-id.ts';
import { consume } from '../../../functions/meter/consume.ts';
import { unpackEntry } from '../../../functions/meter/log-entry.ts';
import { countingStore } from '../../../functions/meter/store.ts';
import { closeThrough } from '../../../functions/meter/head-store.ts';
import { type Decimal, decimal, exactDecimal, plain, sum } from '../../../functions/money/decimal.ts';
import { dynamo } from '../../../functions/platform/dynamo.ts';
import { type Sabotage, World } from './unsafe-world.ts';

const start = parseInstant('2026-10-01T00:00:00Z');
const customers = [customerId('cust_a'), customerId('cust_b')] as const;
const meter: Meter = {
  key: meterKey('minutes'),
  name: 'Minutes',
  eventType: 'used',
  measure: { aggregation: 'sum', valueProperty: 'minutes' },
  groupBy: [],
  filters: [],
  createdAt: start,
};
const tables = { claims: 'claims', log: 'log', usage: 'usage', claimDays: 400 };
const lease = 60_000;

interface Message {
  readonly events: readonly UsageEvent[];
  done: boolean;
}

interface Scenario {
  readonly seed: number;
  readonly events: readonly {
    key: number;
    customer: number;
    hour: number;
    minutes: string;
    messages: readonly number[];
  }[];
}

const scenarios = fc.record({
  seed: fc.integer(),
  events: fc.array(
    fc.record({
      key: fc.nat(5),
      customer: fc.nat({ max: 3 }).map((n) => (n === 0 ? 1 : 0)),
      hour: fc.nat(3),
      minutes: fc.constantFrom('1', '0.1', '0.7', '12345678901234567890.123456789'),
      messages: fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
});

const toEvent = ({ key, customer, hour, minutes }: Scenario['events'][number]): UsageEvent => {
  const content = { type: 'used', customer: customers[customer === 0 ? 0 : 1], data: { minutes } };
  return { source: 'test', id: `e${key}`, ...content, time: plusHours(start, hour), hash: contentHash(content) };
};

const mulberry = (seed: number) => {
  let state = seed | 0;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** The value of every counter of a customer by its key. */
const counters = (world: World, customer: string): ReadonlyMap<string, string> =>
  new Map(
    world.tables
      .items('usage')
      .filter((item) => item.pk?.S === customer && item.sk?.S !== 'HEAD')
      .map((item) => [item.sk?.S ?? '', item.sum?.N ?? '']),
  );

/** Plays a scenario to its end and says what is wrong, if anything. */
const play = async (scenario: Scenario, sabotage: Sabotage): Promise<string | null> => {
  const chance = mulberry(scenario.seed);
  const pick = (n: number): number => Math.floor(chance() * n);
  const world = new World(Date.parse(start), sabotage);
  const messages: Message[] = [0, 1, 2].flatMap((message) => {
    const events = scenario.events.filter((event) => event.messages.includes(message)).map(toEvent);
    return events.length === 0 ? [] : [{ events, done: false }];
  });
  const frozen: { customer: string; before: Instant; epoch: string; counters: ReadonlyMap<string, string> }[] = [];
  const refusedEvents: UsageEvent[] = [];
  const alive = new Set<number>();
  let consumers = 0;
  let crashes = 0;
  let closedHours = 0;

  const startConsumer = (): void => {
    const delivered = messages.filter((message) => !message.done && chance() < 0.6);
    if (delivered.length === 0) return;
    const id = consumers++;
    alive.add(id);
    const store = countingStore(world.client(id), tables);
    const consumer = {
      store,
      metersOf: () => [meter],
      windowMinutes: 60 as const,
      clock: world.clock,
      newBatch: () => newBatchId(world.clock(), chance),
      backOff: async () => undefined,
      lease,
      report: () => undefined,
    };
    void consume(
      consumer,
      delivered.flatMap(({ events }) => events),
    ).then(({ undecided, conflicts }) => {
      alive.delete(id);
      if (world.dead.has(id)) return;
      refusedEvents.push(...conflicts.map(({ event }) => event));
      for (const message of delivered)
        if (!message.events.some((event) => undecided.includes(event))) message.done = true;
    });
  };

  const close = async (): Promise<void> => {
    const before = plusHours(start, closedHours);
    closedHours += 1 + pick(2);
    const to = plusHours(start, closedHours);
    vi.spyOn(dynamo, 'send').mockImplementation(((command: unknown) =>
      Promise.resolve(world.tables.execute(command))) as typeof dynamo.send);
    for (const customer of customers) {
      await closeThrough(customer, to);
      frozen.push({ customer, before: to, epoch: `LATE#${before.slice(0, 16)}`, counters: counters(world, customer) });
    }
  };

  for (let steps = 0; steps < 3000; steps++) {
    if (messages.every(({ done }) => done) && world.pending.length === 0) break;
    world.now += steps > 600 ? lease : pick(lease / 4);
    if (alive.size < 4 && chance() < 0.3) startConsumer();
    if (closedHours < 4 && chance() < 0.02) await close();
    const [call] = world.pending.splice(pick(world.pending.length), 1);
    if (call !== undefined) {
      const fate = steps < 400 && crashes < 8 ? chance() : 1;
      if (fate < 0.03 && !world.dead.has(call.consumer)) {
        crashes++;
        world.dead.add(call.consumer);
        alive.delete(call.consumer);
        if (fate < 0.015) call.run();
        for (let at = world.pending.length - 1; at >= 0; at--)
          if (world.pending[at]?.consumer === call.consumer) world.pending.splice(at, 1);
      } else if (world.dead.has(call.consumer)) {
        // what a dead consumer would have done next never happens
      } else if (fate < 0.08) {
        call.drop(fate < 0.055);
      } else {
        call.run();
      }
    }
    await new Promise(setImmediate);
  }
  return verdict(world, messages, refusedEvents, frozen);
};

const verdict = (
  world: World,
  messages: readonly Message[],
  refusedEvents: readonly UsageEvent[],
  frozen: readonly { customer: string; before: Instant; epoch: string; counters: ReadonlyMap<string, string> }[],
): string | null => {
  if (!messages.every(({ done }) => done)) return 'a message never left the queue';
  const committed = world.tables
    .items('log')
    .flatMap((item) => (item.events?.B === undefined ? [] : unpackEntry(item.events.B)));
  const sent = messages.flatMap(({ events }) => events);
  for (const key of new Set(sent.map(claimKeyOf))) {
    const counted = committed.filter((event) => claimKeyOf(event) === key);
    const [winner] = counted;
    if (winner === undefined || counted.length > 1) return `${key} was counted ${counted.length} times`;
    const others = sent.filter((event) => claimKeyOf(event) === key && event.hash !== winner.hash);
    if (
      others.some(
        (event) => !refusedEvents.some((refused) => refused.hash === event.hash && claimKeyOf(refused) === key),
      )
    ) {
      return `${key} came with other content and nobody heard of it`;
    }
  }
  for (const customer of customers) {
    const total = sum([...counters(world, customer).values()].map(exactDecimal));
    const expected = sum(
      committed
        .filter((event) => event.customer === customer)
        .map(({ data }): Decimal => decimal(String(data.minutes))),
    );
    if (!total.equals(expected)) return `${customer} has ${plain(total)} of ${plain(expected)}`;
  }
  for (const { customer, before, epoch, counters: then } of frozen) {
    const now = counters(world, customer);
    for (const [key, value] of now) {
      const closedWindow = key.startsWith('minutes#') && key.slice(8) < before.slice(0, 16);
      if ((closedWindow || key.startsWith(epoch)) && then.get(key) !== value)
        return `${customer} ${key} moved after its close`;
    }
  }
  return null;
};

const firstFault = async (sabotage: Sabotage, runs: number): Promise<string | null> => {
  for (const scenario of fc.sample(scenarios, { numRuns: runs, seed: 7 })) {
    const fault = await play(scenario, sabotage);
    if (fault !== null) return fault;
  }
  return null;
};

beforeEach(() => {
  vi.stubEnv('USAGE_TABLE', 'usage');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('an event is counted exactly once, whatever crashes, is lost, comes twice or closes meanwhile', () => {
  it('holds over random interleavings of the real consumer', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        expect(await play(scenario, 'none')).toBeNull();
      }),
      { numRuns: Number(process.env.EXACTLY_ONCE_RUNS ?? 400) },
    );
  }, 120_000);

  it.each([
    ['no fence', /counted [2-9] times|has /],
    ['no watermark', /moved after its close/],
    ['unconditional take-over', /counted [2-9] times|has /],
  ] as const)(
    'fails with %s: the test is able to see it',
    async (sabotage, fault) => {
      expect(await firstFault(sabotage, 3000)).toMatch(fault);
    },
    120_000,
  );
});
