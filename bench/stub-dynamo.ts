import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { FakeDynamo } from '../test/functions/meter/fake-dynamo.ts';
import { type Item, itemBytes, storageOverhead } from './item-size.ts';

export interface Units {
  readonly write: number;
  readonly read: number;
}

/** A request's body has the shape of the command's input. */
const commands: Readonly<Record<string, (body: string) => unknown>> = {
  BatchExecuteStatement: (body) => new BatchExecuteStatementCommand(JSON.parse(body)),
  BatchGetItem: (body) => new BatchGetItemCommand(JSON.parse(body)),
  GetItem: (body) => new GetItemCommand(JSON.parse(body)),
  PutItem: (body) => new PutItemCommand(JSON.parse(body)),
  TransactWriteItems: (body) => new TransactWriteItemsCommand(JSON.parse(body)),
  UpdateItem: (body) => new UpdateItemCommand(JSON.parse(body)),
};

const itemSchema = z.custom<Item>((value) => typeof value === 'object' && value !== null);
const pageSchema = z.object({ Items: z.array(itemSchema), LastEvaluatedKey: itemSchema.optional() });

const writeUnits = (item: Item | undefined): number => Math.max(1, Math.ceil(itemBytes(item ?? {}) / 1024));
const readUnits = (item: Item | undefined, consistent: boolean | undefined): number =>
  Math.max(1, Math.ceil(itemBytes(item ?? {}) / 4096)) * (consistent === true ? 1 : 0.5);

/** DynamoDB in memory behind its JSON protocol. Says of each call how many capacity units DynamoDB would bill. */
export class StubDynamo {
  private readonly world = new FakeDynamo();

  execute(operation: string, body: string): { readonly answer: unknown; readonly units: Units } {
    if (operation === 'Query') return this.query(body);
    const command = commands[operation]?.(body);
    const answer = this.world.execute(command);
    return { answer, units: this.unitsOf(command) };
  }

  /** Bytes that a table is billed for. */
  storedBytes(table: string): number {
    return this.world.items(table).reduce((bytes, item) => bytes + itemBytes(item) + storageOverhead, 0);
  }

  /** After the call; items only grow, so that the larger of before and after is what is there now. */
  private unitsOf(command: unknown): Units {
    if (command instanceof BatchExecuteStatementCommand) {
      const items = (command.input.Statements ?? []).map(inserted);
      return { write: sum(items.map((item) => writeUnits(item))), read: 0 };
    }
    if (command instanceof TransactWriteItemsCommand) {
      const items = (command.input.TransactItems ?? []).map((action) => this.target(action));
      return { write: sum(items.map((item) => writeUnits(item) * 2)), read: 0 };
    }
    if (command instanceof PutItemCommand) return { write: writeUnits(command.input.Item), read: 0 };
    if (command instanceof UpdateItemCommand)
      return { write: writeUnits(this.get(command.input.TableName, command.input.Key)), read: 0 };
    if (command instanceof GetItemCommand) {
      const { TableName, Key, ConsistentRead } = command.input;
      return { write: 0, read: readUnits(this.get(TableName, Key), ConsistentRead) };
    }
    if (command instanceof BatchGetItemCommand) {
      const reads = Object.entries(command.input.RequestItems ?? {}).flatMap(([table, { Keys = [], ConsistentRead }]) =>
        Keys.map((key) => readUnits(this.get(table, key), ConsistentRead)),
      );
      return { write: 0, read: sum(reads) };
    }
    throw new TypeError('a command without a price');
  }

  private target({ Put, Update, ConditionCheck }: TransactWriteItem): Item | undefined {
    return Put?.Item ?? this.get((Update ?? ConditionCheck)?.TableName, (Update ?? ConditionCheck)?.Key);
  }

  private get(table: string | undefined, key: Item | undefined): Item | undefined {
    return this.world.item(table ?? '', key ?? {});
  }

  /** Of a partition, all in one page, strongly consistent. */
  private query(body: string): { readonly answer: unknown; readonly units: Units } {
    const input = JSON.parse(body);
    const Items: Item[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = pageSchema.parse(this.world.execute(new QueryCommand({ ...input, ExclusiveStartKey })));
      Items.push(...page.Items);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    const read = Math.max(1, Math.ceil(sum(Items.map(itemBytes)) / 4096));
    return { answer: { Items, Count: Items.length }, units: { write: 0, read } };
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const inserted = ({
  Statement = '',
  Parameters = [],
}: {
  Statement?: string | undefined;
  Parameters?: AttributeValue[] | undefined;
}): Item =>
  Object.fromEntries(
    [...Statement.matchAll(/'([^']+)': \?/g)].map(([, name = ''], at) => [name, Parameters[at] ?? { NULL: true }]),
  );
