import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Meter } from '../../../functions/catalog/meter/meter.ts';
import { claimKeyOf, type UsageEvent } from '../../../functions/ingest/usage-event.ts';
import type { CustomerId } from '../../../functions/kernel/ids.ts';
import { plusHours } from '../../../functions/kernel/instant.ts';
import { backfillBatch } from '../../../functions/meter/backfill/backfill-batch.ts';
import { commitPiece } from '../../../functions/meter/backfill/backfill-store.ts';
import { consume } from '../../../functions/meter/count/consume.ts';
import { countingStore } from '../../../functions/meter/count/counting-store.ts';
import { newBatchId } from '../../../functions/meter/counter/batch-id.ts';
import { logSince, readLogBatch } from '../../../functions/meter/log/log-store.ts';
import { closeThrough, setShards } from '../../../functions/meter/shard/shard-head-store.ts';
import { voidEvent } from '../../../functions/meter/void/void-event.ts';
import { voidStore } from '../../../functions/meter/void/void-store.ts';
import { documents, dynamo } from '../../../functions/platform/table/dynamo.ts';
import { chanceOf, corrected, customers, hours, meters, type Scenario, start, toEvent } from './metering-scenario.ts';
import { closedCounters, type Frozen, meterItem, verdict } from './metering-verdict.ts';
import { type Sabotage, World } from './unsafe-world.ts';

const tables = { claims: 'claims', log: 'log', usage: 'usage', claimDays: 400 };
const lease = 60_000;
/** The caller that closes, splits, voids and backfills; consumers are 0, 1, 2, … */
const operator = -1;
const fiveWeeks = 35 * 86_400_000;

interface Message {
  readonly events: readonly UsageEvent[];
  done: boolean;
}

/** Plays a scenario to its end, delivers everything again weeks later, and says what is wrong, if anything. */
export const play = async (scenario: Scenario, sabotage: Sabotage): Promise<string | null> => {
  const run = new Run(scenario, sabotage);
  await run.untilEmpty();
  run.redrive();
  await run.untilEmpty();
  if (run.hasSetAside()) {
    // It is redriven once more, now that nobody dies any more, and then sent again with another content.
    run.calmDown();
    run.redrive();
    await run.untilEmpty();
    run.correct();
    await run.untilEmpty();
  }
  return run.verdict();
};

class Run {
  private readonly world: World;
  private readonly chance: () => number;
  private readonly messages: Message[];
  private readonly frozen: Frozen[] = [];
  private readonly refused: UsageEvent[] = [];
  private readonly setAside: UsageEvent[] = [];
  private readonly voided = new Set<string>();
  private readonly alive = new Set<number>();
  private readonly closedHours = new Map<CustomerId, number>();
  private calm = false;
  private consumers = 0;
  private crashes = 0;
  private operations = 0;

  constructor(
    private readonly scenario: Scenario,
    sabotage: Sabotage,
  ) {
    this.chance = chanceOf(scenario.seed);
    this.world = new World(Date.parse(start), sabotage);
    this.messages = [0, 1, 2].flatMap((message) => {
      const events = scenario.events.filter((event) => event.messages.includes(message)).map(toEvent);
      return events.length === 0 ? [] : [{ events, done: false }];
    });
    // No spies: they keep every call that they saw, and a long run has millions.
    Object.assign(dynamo, { send: this.world.client(operator).send });
    Object.assign(documents, {
      send: async (command: unknown) => (command instanceof GetCommand ? meterItem(command.input.Key?.sk) : {}),
    });
  }

  async untilEmpty(): Promise<void> {
    const { world } = this;
    for (let steps = 0; steps < 3000; steps++) {
      if (this.messages.every(({ done }) => done) && world.pending.length === 0) break;
      world.now += steps > 600 ? lease : this.pick(lease / 4);
      if (this.alive.size < (this.calm ? 1 : 4) && this.chance() < 0.3) this.startConsumer();
      if (!this.calm && this.chance() < this.scenario.operations.chance) this.operate();
      this.turn(steps < 400 && !this.calm);
      await new Promise(setImmediate);
    }
  }

  /** As from the dead-letter queue: long after, when every claim is old. */
  redrive(): void {
    this.world.now += fiveWeeks;
    if (this.messages.every(({ done }) => done)) for (const message of this.messages) message.done = false;
  }

  hasSetAside(): boolean {
    return this.setAside.length > 0;
  }

  /** From now on nothing fails, and one consumer works at a time. What a consumer that died, or that was outrun, has left claimed is
   *  given up by the next delivery of the same event; until then a correction of it is a conflict. */
  calmDown(): void {
    this.calm = true;
  }

  /** Whoever sent an event that was set aside hears of it, and sends it again with another content. */
  correct(): void {
    this.messages.push({ events: this.setAside.map(corrected), done: false });
  }

  async verdict(): Promise<string | null> {
    if (!this.messages.every(({ done }) => done)) return 'a message never left the queue';
    Object.assign(dynamo, { send: async (command: unknown) => this.world.execute(command) });
    for (const customer of customers) for (const meter of meters) await this.backfill(customer, meter);
    const sent = this.messages.flatMap(({ events }) => events);
    const { world, voided, frozen, scenario } = this;
    const refused = [...this.refused, ...this.setAside];
    return verdict(world, { sent, refused, voided, frozen, minutes: scenario.minutes });
  }

  private pick(n: number): number {
    return Math.floor(this.chance() * n);
  }

  private startConsumer(): void {
    const delivered = this.messages.filter((message) => !message.done && this.chance() < 0.6);
    if (delivered.length === 0) return;
    const id = this.consumers++;
    this.alive.add(id);
    const { world, chance } = this;
    // Some meters were made after it had read which there are.
    const known = meters.filter(() => chance() < this.scenario.operations.knows);
    const consumer = {
      store: countingStore(world.client(id), tables),
      metersOf: () => known,
      windowMinutes: this.scenario.minutes,
      clock: world.clock,
      newBatch: () => newBatchId(world.clock(), chance),
      backOff: async () => undefined,
      lease,
      report: () => undefined,
    };
    const events = delivered.flatMap((message) => message.events);
    void consume(consumer, events).then(({ undecided, conflicts, uncountable }) => {
      this.alive.delete(id);
      if (world.dead.has(id)) return;
      this.refused.push(...conflicts.map(({ event }) => event));
      this.setAside.push(...uncountable.map(({ event }) => event));
      for (const message of delivered)
        if (!message.events.some((event) => undecided.includes(event))) message.done = true;
    });
  }

  /** Closes a customer's next hours, splits its counters, takes an event back or fills a meter from the log: each takes several calls, and they race
   *  like any other. */
  private operate(): void {
    const { most, voids, backfills, splits } = this.scenario.operations;
    if (this.operations >= most) return;
    this.operations++;
    const customer = customers[this.pick(3) === 0 ? 1 : 0];
    const which = this.chance();
    const operation =
      which < voids
        ? this.takeBack()
        : which < voids + backfills
          ? this.backfill(customer, meters[this.pick(meters.length)])
          : which < voids + backfills + splits
            ? setShards(customer, 2 + this.pick(3))
            : this.close(customer);
    operation.catch(() => undefined);
  }

  private async takeBack(): Promise<void> {
    const { world, scenario } = this;
    const sent = this.messages.flatMap(({ events }) => events);
    const event = sent[this.pick(sent.length)];
    if (event === undefined) return;
    const voiding = {
      store: voidStore(scenario.minutes, tables.claimDays),
      metersOf: () => meters,
      windowMinutes: scenario.minutes,
      clock: world.clock,
      backOff: async () => undefined,
    };
    await voidEvent(voiding, event, null);
    this.voided.add(claimKeyOf(event));
  }

  /** What is in the log, for a meter that not every consumer knew. */
  private async backfill(customer: CustomerId, meter: Meter | undefined): Promise<void> {
    if (meter === undefined) return;
    const backfilling = {
      ...{ meter, windowMinutes: this.scenario.minutes, read: readLogBatch, commit: commitPiece },
      ...{ store: countingStore(dynamo, tables), backOff: async () => undefined },
    };
    for await (const batch of logSince(customer, start))
      if ((await backfillBatch(backfilling, batch)) === undefined)
        throw new TypeError('a backfill that nobody was in the way of');
  }

  private async close(customer: CustomerId): Promise<void> {
    const closed = Math.min(hours, (this.closedHours.get(customer) ?? 0) + 1 + this.pick(2));
    this.closedHours.set(customer, closed);
    const to = plusHours(start, closed);
    await closeThrough(customer, to);
    this.frozen.push({ customer, to, counters: closedCounters(this.world, customer, to) });
  }

  /** Chance lets one call happen, loses it, or ends its caller. */
  private turn(mayFail: boolean): void {
    const { world } = this;
    const [call] = world.pending.splice(this.pick(world.pending.length), 1);
    if (call === undefined || world.dead.has(call.caller)) return;
    const fate = mayFail && this.crashes < 8 ? this.chance() : 1;
    if (fate < 0.03 && call.caller !== operator) {
      this.crashes++;
      if (fate < 0.015) call.run();
      this.end(call.caller);
    } else if (fate < 0.08) {
      call.drop(fate < 0.055);
    } else {
      call.run();
    }
  }

  private end(caller: number): void {
    this.world.dead.add(caller);
    this.alive.delete(caller);
    const others = this.world.pending.filter((call) => call.caller !== caller);
    this.world.pending.splice(0, this.world.pending.length, ...others);
  }
}
