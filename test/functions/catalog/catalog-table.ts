import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { documents } from '../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../support/mock-client.ts';
import { type Expression, holds, type Item, updated } from './expressions.ts';

const keyOf = ({ pk, sk }: Item): string => `${pk}|${sk}`;

/** The catalog table in memory, answering the document client: conditions, updates and both indexes behave as in DynamoDB. */
export class CatalogTable {
  readonly items = new Map<string, Item>();
  readonly client = mockClient(documents);

  constructor() {
    this.client.on(GetCommand).callsFake(async ({ Key }) => ({ Item: this.items.get(keyOf(Key)) }));
    this.client.on(PutCommand).callsFake(async (input) => this.put(input));
    this.client.on(QueryCommand).callsFake(async (input) => this.query(input));
    this.client.on(UpdateCommand).callsFake(async (input) => this.update(input));
    this.client.on(TransactWriteCommand).callsFake(async (input) => this.transact(input));
  }

  private put(input: PutCommandInput) {
    const item = input.Item ?? {};
    if (!holds(this.items.get(keyOf(item)), input)) {
      throw new ConditionalCheckFailedException({ message: 'refused', $metadata: {} });
    }
    this.items.set(keyOf(item), item);
    return {};
  }

  private update(input: UpdateCommandInput) {
    const before = this.items.get(keyOf(input.Key ?? {}));
    if (!holds(before, input)) throw new ConditionalCheckFailedException({ message: 'refused', $metadata: {} });
    const after = updated(before ?? input.Key ?? {}, input);
    this.items.set(keyOf(after), after);
    return { Attributes: after };
  }

  private transact({ TransactItems = [] }: TransactWriteCommandInput) {
    const held = TransactItems.map(({ Put, Update, ConditionCheck }) =>
      holds(
        this.items.get(keyOf(Put?.Item ?? Update?.Key ?? ConditionCheck?.Key ?? {})),
        partOf(Put, Update, ConditionCheck),
      ),
    );
    if (held.includes(false)) {
      const CancellationReasons = held.map((ok) => ({ Code: ok ? 'None' : 'ConditionalCheckFailed' }));
      throw new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
    }
    for (const { Put, Update, Delete } of TransactItems) {
      const key = keyOf(Put?.Item ?? Update?.Key ?? Delete?.Key ?? {});
      if (Delete !== undefined) this.items.delete(key);
      if (Put?.Item !== undefined) this.items.set(key, Put.Item);
      if (Update !== undefined) this.items.set(key, updated(this.items.get(key) ?? Update.Key ?? {}, Update));
    }
    return {};
  }

  private query({ IndexName, ExclusiveStartKey, Limit = 1000, ScanIndexForward = true, ...input }: QueryCommandInput) {
    const [pk, sk] =
      IndexName === undefined ? (['pk', 'sk'] as const) : ([`${IndexName}Pk`, `${IndexName}Sk`] as const);
    const condition = { ...input, ConditionExpression: input.KeyConditionExpression };
    const found = [...this.items.values()]
      .filter((item) => holds(item, condition))
      .toSorted((a, b) => (ScanIndexForward ? 1 : -1) * (String(a[sk]) < String(b[sk]) ? -1 : 1));
    const from =
      ExclusiveStartKey === undefined
        ? 0
        : found.findIndex((item) => item.sk === ExclusiveStartKey.sk && item.pk === ExclusiveStartKey.pk) + 1;
    const Items = found.slice(from, from + Limit);
    const last = Items.at(-1);
    const more = last !== undefined && from + Limit <= found.length;
    const names = new Set(['pk', 'sk', pk, sk]);
    return {
      Items,
      LastEvaluatedKey: more ? Object.fromEntries([...names].map((name) => [name, last[name]])) : undefined,
    };
  }
}

const partOf = (...parts: readonly (Expression | undefined)[]): Expression =>
  parts.find((part) => part !== undefined) ?? {};
