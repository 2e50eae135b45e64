import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { exactDecimal, plain, ZERO } from '../../../functions/money/decimal.ts';

type Item = Record<string, AttributeValue>;
interface Condition {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}
interface Update extends Condition {
  readonly UpdateExpression?: string | undefined;
}

const refused = () => new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });

/** DynamoDB in memory, as far as the counting protocol speaks to it: the same commands, each atomic. It knows conditions
 *  made of `attribute_not_exists(a)`, `a = :v` and `a < :v` joined by OR, and updates by SET or ADD. */
export class FakeDynamo {
  readonly tables = new Map<string, Map<string, Item>>();

  execute(command: unknown): unknown {
    if (command instanceof BatchExecuteStatementCommand) {
      return {
        Responses: (command.input.Statements ?? []).map((statement) =>
          this.insert(statement.Statement ?? '', statement.Parameters ?? []),
        ),
      };
    }
    if (command instanceof BatchGetItemCommand) return { Responses: this.batchGet(command) };
    if (command instanceof GetItemCommand) return { Item: this.get(command.input.TableName, command.input.Key) };
    if (command instanceof PutItemCommand)
      return this.put(command.input.TableName, command.input.Item ?? {}, command.input);
    if (command instanceof UpdateItemCommand)
      return this.update(command.input.TableName, command.input.Key ?? {}, command.input);
    if (command instanceof TransactWriteItemsCommand) return this.transact(command.input.TransactItems ?? []);
    throw new TypeError('a command that the fake does not know');
  }

  items(table: string): readonly Item[] {
    return [...this.table(table).values()];
  }

  private table(name: string | undefined): Map<string, Item> {
    const table = this.tables.get(name ?? '') ?? new Map<string, Item>();
    this.tables.set(name ?? '', table);
    return table;
  }

  private get(table: string | undefined, key: Item | undefined): Item | undefined {
    return this.table(table).get(keyText(key ?? {}));
  }

  private insert(statement: string, parameters: readonly AttributeValue[]) {
    const table = /INSERT INTO "([^"]+)"/.exec(statement)?.[1];
    const names = [...statement.matchAll(/'([^']+)': \?/g)].map((match) => match[1] ?? '');
    const item = Object.fromEntries(names.map((name, index) => [name, parameters[index] ?? { NULL: true }]));
    if (this.get(table, item) !== undefined) return { Error: { Code: 'DuplicateItem' } };
    this.table(table).set(keyText(item), item);
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

  private put(table: string | undefined, item: Item, condition: Condition) {
    if (!holds(this.get(table, item), condition)) throw refused();
    this.table(table).set(keyText(item), item);
    return {};
  }

  private update(table: string | undefined, key: Item, update: Update) {
    const before = this.get(table, key);
    if (!holds(before, update)) throw refused();
    this.table(table).set(keyText(key), applied(before ?? key, update));
    return {};
  }

  private transact(actions: readonly TransactWriteItem[]) {
    const held = actions.map(({ Put, Update, ConditionCheck }) => {
      const part = Put ?? Update ?? ConditionCheck;
      return holds(this.get(part?.TableName, Put?.Item ?? Update?.Key ?? ConditionCheck?.Key), part ?? {});
    });
    if (held.includes(false)) {
      const CancellationReasons = held.map((ok) => ({ Code: ok ? 'None' : 'ConditionalCheckFailed' }));
      throw new TransactionCanceledException({ message: 'Transaction cancelled', $metadata: {}, CancellationReasons });
    }
    for (const { Put, Update } of actions) {
      if (Put !== undefined) this.put(Put.TableName, Put.Item ?? {}, {});
      if (Update !== undefined)
        this.update(Update.TableName, Update.Key ?? {}, { ...Update, ConditionExpression: undefined });
    }
    return {};
  }
}

const keyText = ({ pk, sk }: Item): string => `${pk?.S}\u0000${sk?.S ?? ''}`;

const nameOf = (text: string, { ExpressionAttributeNames = {} }: Condition): string =>
  ExpressionAttributeNames[text] ?? text;

const holds = (item: Item | undefined, condition: Condition): boolean =>
  condition.ConditionExpression === undefined ||
  condition.ConditionExpression.split(' OR ').some((term) => {
    const missing = /^attribute_not_exists\((\S+)\)$/.exec(term)?.[1];
    if (missing !== undefined) return item?.[nameOf(missing, condition)] === undefined;
    const [, name = '', operator, value = ''] = /^(\S+) (=|<) (:\S+)$/.exec(term) ?? [];
    const left = item?.[nameOf(name, condition)]?.S;
    const right = condition.ExpressionAttributeValues?.[value]?.S;
    if (left === undefined || right === undefined) return false;
    return operator === '=' ? left === right : left < right;
  });

const applied = (item: Item, update: Update): Item => {
  const [, kind, list = ''] = /^(SET|ADD) (.*)$/.exec(update.UpdateExpression ?? '') ?? [];
  const result = { ...item };
  for (const part of list.split(', ')) {
    const [name = '', value = ''] = part.split(kind === 'SET' ? ' = ' : ' ');
    const operand = update.ExpressionAttributeValues?.[value] ?? { NULL: true };
    const before = exactDecimal(result[nameOf(name, update)]?.N ?? plain(ZERO));
    result[nameOf(name, update)] = kind === 'SET' ? operand : { N: plain(before.plus(exactDecimal(operand.N ?? '0'))) };
  }
  return result;
};
