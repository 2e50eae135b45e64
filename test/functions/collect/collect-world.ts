import {
  ConditionalCheckFailedException,
  GetItemCommand,
  QueryCommand as LowLevelQueryCommand,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { z } from 'zod';
import { documents, dynamo } from '../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../support/mock-client.ts';
import { type Expression, holds, type Item, updated } from '../catalog/expressions.ts';

/** What befalls a call: nothing; it never arrives; or it does, but its answer is lost. */
export type Fault = 'none' | 'crash' | 'lost answer';

export class Outage extends Error {}

interface Target extends Expression {
  readonly TableName?: string | undefined;
  readonly Key?: Item | undefined;
  readonly Item?: Item | undefined;
}

const named = (name: string) => Object.assign(new Error(name), { name });
const keyOf = ({ TableName, Key, Item }: Target): string => [TableName, (Key ?? Item)?.pk, (Key ?? Item)?.sk].join('|');
const detail = z.record(z.string(), z.unknown());

export interface News {
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Tables, bus and Step Functions in memory, behind the real stores. Faults are used up, one a call. */
export class CollectWorld {
  readonly items = new Map<string, Item>();
  readonly heard: News[] = [];
  /** Waits that have not ended. */
  readonly tokens = new Set<string>();
  readonly executions = new Map<string, { readonly machine: string; readonly input: unknown }>();
  faults: Fault[] = [];
  /** Lets other calls go first. */
  turn: () => Promise<unknown> = async () => undefined;
  private readonly tables = mockClient(documents);
  /** Of the counters nothing is kept. */
  private readonly watermarks = mockClient(dynamo);
  private readonly bus = mockClient(EventBridgeClient);
  private readonly machines = mockClient(SFNClient);

  constructor() {
    for (const table of ['CATALOG', 'INVOICES', 'PAYMENTS', 'USAGE']) vi.stubEnv(`${table}_TABLE`, table.toLowerCase());
    for (const machine of ['COLLECTION', 'CLOSE', 'ADVANCE'])
      vi.stubEnv(`${machine}_MACHINE_ARN`, machine.toLowerCase());
    vi.stubEnv('BUS_NAME', 'bus').stubEnv('DUNNING_DAYS', '1,3,7,14').stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
    this.watermarks.on(GetItemCommand).resolves({});
    this.watermarks.on(LowLevelQueryCommand).resolves({ Items: [] });
    this.tables.on(GetCommand).callsFake((input) => this.call(() => ({ Item: this.items.get(keyOf(input)) })));
    this.tables.on(PutCommand).callsFake((input) => this.call(() => this.put(input)));
    this.tables.on(UpdateCommand).callsFake((input) => this.call(() => this.update(input)));
    this.tables.on(TransactWriteCommand).callsFake((input) => this.call(() => this.transact(input)));
    this.tables.on(QueryCommand).callsFake((input) => this.call(() => this.query(input)));
    this.bus.on(PutEventsCommand).callsFake((input) => this.call(() => this.hear(input.Entries)));
    this.machines.on(SendTaskSuccessCommand).callsFake((input) => this.call(() => this.endWait(input.taskToken)));
    this.machines.on(StartExecutionCommand).callsFake((input) => this.call(() => this.start(input)));
  }

  keep(table: string, item: Item): void {
    this.put({ TableName: table, Item: item });
  }

  /** Of a table, by the beginning of the keys. */
  all(table: string, pk: string, sk = ''): readonly Item[] {
    return [...this.items.entries()]
      .filter(([key]) => key.startsWith(`${table}|${pk}`))
      .map(([, item]) => item)
      .filter((item) => String(item.sk).startsWith(sk));
  }

  /** The announcements of a type, each once. */
  announced(type: string): readonly News['detail'][] {
    const ofType = this.heard.filter((news) => news.type === type);
    return [...new Map(ofType.map((news) => [news.detail.eventId, news.detail])).values()];
  }

  private async call<T>(run: () => T): Promise<T> {
    await this.turn();
    const fault = this.faults.shift() ?? 'none';
    if (fault === 'crash') throw new Outage('never arrived');
    const answer = run();
    if (fault === 'lost answer') throw new Outage('arrived, but the answer is lost');
    return answer;
  }

  private put(target: Target) {
    if (!holds(this.items.get(keyOf(target)), target)) throw refused();
    this.items.set(keyOf(target), target.Item ?? {});
    return {};
  }

  private update(target: Target) {
    const before = this.items.get(keyOf(target));
    if (!holds(before, target)) throw refused();
    const after = updated(before ?? target.Key ?? {}, target);
    this.items.set(keyOf(target), after);
    return { Attributes: after };
  }

  private transact({ TransactItems = [] }: TransactWriteCommandInput) {
    const held = TransactItems.map(({ Put, Update }) =>
      holds(this.items.get(keyOf(Put ?? Update ?? {})), Put ?? Update ?? {}),
    );
    if (held.includes(false)) {
      const CancellationReasons = held.map((ok) => ({ Code: ok ? 'None' : 'ConditionalCheckFailed' }));
      throw new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
    }
    for (const { Put, Update } of TransactItems) {
      if (Put !== undefined) this.put(Put);
      if (Update !== undefined) this.update(Update);
    }
    return {};
  }

  private query({ KeyConditionExpression, ExclusiveStartKey, Limit = 1000, ...input }: QueryCommandInput) {
    const found = [...this.items.entries()]
      .filter(([key]) => key.startsWith(`${input.TableName}|`))
      .map(([, item]) => item)
      .filter((item) => holds(item, { ...input, ConditionExpression: KeyConditionExpression }))
      .toSorted((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
    const from = ExclusiveStartKey === undefined ? 0 : found.findIndex(({ sk }) => sk === ExclusiveStartKey.sk) + 1;
    const Items = found.slice(from, from + Limit);
    const { pk, sk } = Items.at(-1) ?? {};
    return { Items, LastEvaluatedKey: from + Limit < found.length ? { pk, sk } : undefined };
  }

  private hear(entries: readonly { readonly DetailType?: string; readonly Detail?: string }[] = []) {
    for (const { DetailType = '', Detail = '{}' } of entries) {
      this.heard.push({ type: DetailType, detail: detail.parse(JSON.parse(Detail)) });
    }
    return { FailedEntryCount: 0 };
  }

  private endWait(token = '') {
    if (!this.tokens.delete(token)) throw named('TaskDoesNotExist');
    return {};
  }

  private start({ stateMachineArn = '', name = '', input = '{}' }) {
    if (this.executions.has(name)) throw named('ExecutionAlreadyExists');
    this.executions.set(name, { machine: stateMachineArn, input: JSON.parse(input) });
    return {};
  }
}

const refused = () => new ConditionalCheckFailedException({ message: 'refused', $metadata: {} });
