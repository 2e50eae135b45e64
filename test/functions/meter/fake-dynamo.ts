import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { refuseBeyondLimits } from '../../support/amazon-limits.ts';
import { isStorable, refuseItem } from '../../support/item-limits.ts';
import { type Expression, holds, type Item, updated } from './fake-expressions.ts';

const refused = () => new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });

const cancelled = (Codes: readonly string[]) =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: Codes.map((Code) => ({ Code })),
  });

/** Items of a page of a query: few, so that what is read needs several. */
const pageSize = 5;

/** DynamoDB in memory, as far as metering speaks to it: the same commands, each atomic. */
export class FakeDynamo {
  private readonly tables = new Map<string, Map<string, Map<string, Item>>>();

  execute(command: unknown): unknown {
    refuseBeyondLimits(command);
    if (command instanceof BatchExecuteStatementCommand) {
      return {
        Responses: (command.input.Statements ?? []).map((statement) =>
          this.insert(statement.Statement ?? '', statement.Parameters ?? []),
        ),
      };
    }
    if (command instanceof BatchGetItemCommand) return { Responses: this.batchGet(command) };
    if (command instanceof GetItemCommand) return { Item: this.get(command.input.TableName, command.input.Key) };
    if (command instanceof QueryCommand) return this.query(command.input);
    if (command instanceof PutItemCommand)
      return this.put(command.input.TableName, command.input.Item ?? {}, command.input);
    if (command instanceof UpdateItemCommand)
      return this.update(command.input.TableName, command.input.Key ?? {}, command.input);
    if (command instanceof DeleteItemCommand)
      return this.remove(command.input.TableName, command.input.Key ?? {}, command.input);
    if (command instanceof TransactWriteItemsCommand) return this.transact(command.input.TransactItems ?? []);
    throw new TypeError('a command that the fake does not know');
  }

  items(table: string): readonly Item[] {
    return [...(this.tables.get(table)?.values() ?? [])].flatMap((partition) => [...partition.values()]);
  }

  private partition(table: string | undefined, pk: string): Map<string, Item> {
    const partitions = this.tables.get(table ?? '') ?? new Map<string, Map<string, Item>>();
    this.tables.set(table ?? '', partitions);
    const partition = partitions.get(pk) ?? new Map<string, Item>();
    partitions.set(pk, partition);
    return partition;
  }

  /** Deletes what has expired, as its time to live does, at once.
   *  @param at seconds since 1970 */
  expire(table: string, at: number): void {
    for (const partition of this.tables.get(table)?.values() ?? [])
      for (const [sk, { expiresAt }] of partition)
        if (expiresAt?.N !== undefined && Number(expiresAt.N) < at) partition.delete(sk);
  }

  item(table: string, { pk, sk }: Item): Item | undefined {
    return this.tables
      .get(table)
      ?.get(pk?.S ?? '')
      ?.get(sk?.S ?? '');
  }

  private get(table: string | undefined, key: Item = {}): Item | undefined {
    return this.item(table ?? '', key);
  }

  private set(table: string | undefined, item: Item): void {
    refuseItem(item);
    this.partition(table, item.pk?.S ?? '').set(item.sk?.S ?? '', item);
  }

  private insert(statement: string, parameters: readonly AttributeValue[]) {
    const table = /INSERT INTO "([^"]+)"/.exec(statement)?.[1];
    const names = [...statement.matchAll(/'([^']+)': \?/g)].map((match) => match[1] ?? '');
    const item = Object.fromEntries(names.map((name, index) => [name, parameters[index] ?? { NULL: true }]));
    if (this.get(table, item) !== undefined) return { Error: { Code: 'DuplicateItem' } };
    this.set(table, item);
    return {};
  }

  private batchGet(command: BatchGetItemCommand) {
    return Object.fromEntries(
      Object.entries(command.input.RequestItems ?? {}).map(([table, { Keys = [] }]) => [
        table,
        Keys.map((key) => this.get(table, key)).filter((item) => item !== undefined),
      ]),
    );
  }

  /** Of one partition, whose key is the first value, in the order of the sort key. */
  private query({ KeyConditionExpression, TableName, ExclusiveStartKey, ...input }: QueryCommand['input']) {
    const pk = Object.values(input.ExpressionAttributeValues ?? {})[0]?.S ?? '';
    const after = ExclusiveStartKey?.sk?.S ?? '';
    const found = [
      ...(this.tables
        .get(TableName ?? '')
        ?.get(pk)
        ?.values() ?? []),
    ]
      .filter((item) => holds(item, { ...input, ConditionExpression: KeyConditionExpression }))
      .filter(({ sk }) => (sk?.S ?? '') > after)
      .toSorted((a, b) => ((a.sk?.S ?? '') < (b.sk?.S ?? '') ? -1 : 1));
    const Items = found.slice(0, pageSize);
    const { pk: lastPk, sk: lastSk } = Items.at(-1) ?? {};
    return found.length > pageSize ? { Items, LastEvaluatedKey: { pk: lastPk, sk: lastSk } } : { Items };
  }

  private put(table: string | undefined, item: Item, condition: Expression) {
    if (!holds(this.get(table, item), condition)) throw refused();
    this.set(table, item);
    return {};
  }

  private remove(table: string | undefined, key: Item, condition: Expression) {
    if (!holds(this.get(table, key), condition)) throw refused();
    this.partition(table, key.pk?.S ?? '').delete(key.sk?.S ?? '');
    return {};
  }

  private update(table: string | undefined, key: Item, update: Expression) {
    const before = this.get(table, key);
    if (!holds(before, update)) throw refused();
    this.set(table, updated(before ?? key, update));
    return {};
  }

  private transact(actions: readonly TransactWriteItem[]) {
    const parts = actions.map(({ Put, Update, ConditionCheck }) => ({
      key: Put?.Item ?? Update?.Key ?? ConditionCheck?.Key ?? {},
      part: Put ?? Update ?? ConditionCheck,
    }));
    const held = parts.map(({ key, part }) => holds(this.get(part?.TableName, key), part ?? {}));
    if (held.includes(false)) throw cancelled(held.map((ok) => (ok ? 'None' : 'ConditionalCheckFailed')));
    const kept = actions.map(
      ({ Update }) =>
        Update === undefined || isStorable(updated(this.get(Update.TableName, Update.Key) ?? Update.Key ?? {}, Update)),
    );
    if (kept.includes(false)) throw cancelled(kept.map((ok) => (ok ? 'None' : 'ValidationError')));
    for (const { Put, Update } of actions) {
      if (Put !== undefined) this.put(Put.TableName, Put.Item ?? {}, {});
      if (Update !== undefined)
        this.update(Update.TableName, Update.Key ?? {}, { ...Update, ConditionExpression: undefined });
    }
    return {};
  }
}
