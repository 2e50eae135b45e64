import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { vi } from 'vitest';
import type { Meter } from '../../../functions/catalog/meter/meter.ts';
import type { UsageEvent } from '../../../functions/ingest/usage-event.ts';
import { customerId, meterKey } from '../../../functions/kernel/ids.ts';
import { type Instant, parseInstant, plusHours } from '../../../functions/kernel/instant.ts';
import { backfillBatch } from '../../../functions/meter/backfill/backfill-batch.ts';
import { commitPiece } from '../../../functions/meter/backfill/backfill-store.ts';
import { consume } from '../../../functions/meter/count/consume.ts';
import { countingStore } from '../../../functions/meter/count/counting-store.ts';
import { newBatchId } from '../../../functions/meter/counter/batch-id.ts';
import { logSince, readLogBatch } from '../../../functions/meter/log/log-store.ts';
import type { CounterDiscrepancy } from '../../../functions/meter/recount/discrepancy-wire.ts';
import { discrepancyKey } from '../../../functions/meter/recount/reconciliation-store.ts';
import { voidEvent } from '../../../functions/meter/void/void-event.ts';
import { voidStore } from '../../../functions/meter/void/void-store.ts';
import { documents, dynamo } from '../../../functions/platform/table/dynamo.ts';
import { usageEvent } from '../ingest/sample.ts';
import { FakeDynamo } from './fake-dynamo.ts';

export const customer = customerId('cust_8821');
export const first = parseInstant('2026-10-03T00:00:00Z');
export const range = { from: first, to: plusHours(first, 24) };
export const now = parseInstant('2026-10-03T20:00:00Z');

const meter = (key: string, measure: Meter['measure']): Meter => ({
  ...{ key: meterKey(key), name: key, eventType: 'used', measure, groupBy: [], filters: [] },
  createdAt: first,
  archivedAt: null,
});
const valueProperty = 'units';
export const meters = {
  total: meter('total', { aggregation: 'sum', valueProperty }),
  events: meter('events', { aggregation: 'count' }),
  peak: meter('peak', { aggregation: 'max', valueProperty }),
  floor: meter('floor', { aggregation: 'min', valueProperty }),
  last: meter('last', { aggregation: 'latest', valueProperty }),
  users: {
    ...meter('users', { aggregation: 'unique_count', valueProperty: 'user', distinctBy: 'text' }),
    groupBy: ['kind'],
  },
};
export const allMeters: readonly Meter[] = Object.values(meters);

export const used = (id: string, hour: number, units: string, user = 'ann', kind = 'a'): UsageEvent =>
  usageEvent({ id, type: 'used', time: plusHours(first, hour), data: { units, user, kind } });

/** The tables in memory, with the real consumer and the real backfill over them. */
export class CountedWorld {
  readonly tables = new FakeDynamo();
  /** By the last backfill. */
  unreadable = 0;
  private readonly store = countingStore(dynamo, { claims: 'claims', log: 'log', usage: 'usage', claimDays: 400 });

  constructor() {
    for (const table of ['CLAIMS', 'LOG', 'USAGE', 'CATALOG']) vi.stubEnv(`${table}_TABLE`, table.toLowerCase());
    vi.stubEnv('CLAIM_RETENTION_DAYS', '400').stubEnv('USAGE_WINDOW_MINUTES', '60');
    vi.spyOn(dynamo, 'send').mockImplementation((async (command: unknown) =>
      this.tables.execute(command)) as typeof dynamo.send);
    vi.spyOn(documents, 'send').mockImplementation(async () => ({}));
  }

  async count(events: readonly UsageEvent[], known: readonly Meter[] = allMeters, at: Instant = now): Promise<void> {
    const consumer = {
      store: this.store,
      metersOf: () => known,
      windowMinutes: 60 as const,
      clock: () => at,
      newBatch: () => newBatchId(at),
      backOff: async () => undefined,
      lease: 60_000,
      report: () => undefined,
    };
    await consume(consumer, events);
  }

  /** @param between happens before each commit */
  async backfill(later: Meter, commit: typeof commitPiece = commitPiece): Promise<number> {
    let counted = 0;
    this.unreadable = 0;
    for await (const batch of logSince(customer, first)) {
      const backOff = async (): Promise<void> => undefined;
      const backfilling = {
        meter: later,
        windowMinutes: 60 as const,
        store: this.store,
        read: readLogBatch,
        commit,
        backOff,
      };
      const result = await backfillBatch(backfilling, batch);
      counted += result?.counted ?? Number.NaN;
      this.unreadable += result?.unreadable ?? 0;
    }
    return counted;
  }

  async takeBack(id: string, known: readonly Meter[] = allMeters): Promise<void> {
    const voiding = {
      store: voidStore(60, 400),
      metersOf: () => known,
      windowMinutes: 60 as const,
      clock: () => now,
      backOff: async () => undefined,
    };
    await voidEvent(voiding, { source: 'transcoder', id }, null);
  }

  /** Counters by their keys, all shards, as they are stored but for where. */
  counters(): ReadonlyMap<string, Record<string, AttributeValue>> {
    return new Map(
      this.tables
        .items('usage')
        .filter(({ sk }) => sk?.S !== 'HEAD')
        .map(({ pk: _, sk, ...rest }) => [sk?.S ?? '', rest]),
    );
  }

  /** Behind the log's back. */
  damage(counter: string, change: Record<string, AttributeValue>): void {
    const item = this.tables.items('usage').find(({ sk }) => sk?.S === counter) ?? {
      pk: { S: customer },
      sk: { S: counter },
    };
    this.tables.execute(new PutItemCommand({ TableName: 'usage', Item: { ...item, ...change } }));
  }

  note({ id }: CounterDiscrepancy): void {
    const { pk, sk } = discrepancyKey(customer, id);
    const Item = { pk: { S: pk }, sk: { S: sk }, status: { S: 'open' } };
    this.tables.execute(new PutItemCommand({ TableName: 'log', Item }));
  }
}
