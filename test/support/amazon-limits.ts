import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand as QueryItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeServiceException, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { SendMessageBatchCommand, SendMessageCommand, SQSServiceException } from '@aws-sdk/client-sqs';
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Item, invalid, itemBytes, refuseItem, refuseKeys, refuseLongNumbers } from './item-limits.ts';

/** What Amazon takes in a call. */
const kilobyte = 1024;
const megabyte = 1024 * kilobyte;
const most = {
  ...{ keysRead: 100, statements: 25, actions: 100, transactionBytes: 4 * megabyte, tokenLength: 36 },
  ...{ expressionBytes: 4 * kilobyte, messages: 10, messageBytes: megabyte, entries: 10, entryBytes: 256 * kilobyte },
} as const;

type Values = Readonly<Record<string, unknown>> | undefined;

/** The values of the document client as DynamoDB gets them. */
const stored = (values: Values): Item => marshall(values ?? {}, { removeUndefinedValues: true });

interface Expressions {
  readonly ConditionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly KeyConditionExpression?: string | undefined;
  readonly FilterExpression?: string | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}

const refuseExpressions = (input: Expressions): void => {
  const texts = [
    input.ConditionExpression,
    input.UpdateExpression,
    input.KeyConditionExpression,
    input.FilterExpression,
  ];
  if (texts.some((text) => text !== undefined && Buffer.byteLength(text) > most.expressionBytes))
    throw invalid('Expression size has exceeded the maximum allowed size');
  refuseLongNumbers(input.ExpressionAttributeValues ?? {});
};

const put = (item: Item, input: Expressions): void => {
  refuseItem(item);
  refuseExpressions(input);
};

/** A read, an update, a deletion or a condition. What an update makes of the item, only the table knows. */
const keyed = (key: Item, input: Expressions = {}): void => {
  refuseKeys(key);
  refuseExpressions(input);
};

const countOf = (things: string, count: number, limit: number): void => {
  if (count === 0 || count > limit) throw invalid(`${count} ${things} in a call: 1 to ${limit} are possible`);
};

const refuseTwice = (keys: readonly unknown[], message: string): void => {
  const texts = keys.map((key) => JSON.stringify(key));
  if (new Set(texts).size < texts.length) throw invalid(message);
};

const transact = (actions: readonly TransactWriteItem[], token: string | undefined): void => {
  countOf('actions', actions.length, most.actions);
  if (token !== undefined && (token === '' || token.length > most.tokenLength))
    throw invalid(`A ClientRequestToken has at most ${most.tokenLength} characters: ${token}`);
  const targets = actions.map(({ Put, Update, Delete, ConditionCheck }) => {
    const change = Put ?? Update ?? Delete ?? ConditionCheck;
    const item = Put?.Item ?? Update?.Key ?? Delete?.Key ?? ConditionCheck?.Key ?? {};
    if (Put === undefined) keyed(item, change);
    else put(item, Put);
    return { place: [change?.TableName, item.pk, item.sk, item.id], bytes: itemBytes(item) };
  });
  refuseTwice(
    targets.map(({ place }) => place),
    'Transaction request cannot include multiple operations on one item',
  );
  const values = actions.map(({ Update }) => itemBytes(Update?.ExpressionAttributeValues ?? {}));
  const bytes = [...targets.map((target) => target.bytes), ...values].reduce((sum, size) => sum + size, 0);
  if (bytes > most.transactionBytes) throw invalid('Transaction request has more than 4 MB');
};

/** A part of a transaction as the document client takes it. */
interface DocumentChange extends Omit<Expressions, 'ExpressionAttributeValues'> {
  readonly TableName?: string | undefined;
  readonly Item?: Values;
  readonly Key?: Values;
  readonly ExpressionAttributeValues?: Values;
}

const storedChange = ({ Item: item, Key: key, ExpressionAttributeValues: values, ...change }: DocumentChange) => ({
  ...change,
  TableName: change.TableName ?? '',
  ExpressionAttributeValues: stored(values),
  Item: stored(item),
  Key: stored(key),
});

const storedAction = ({
  Put,
  Update,
  Delete,
  ConditionCheck,
}: {
  readonly [name in keyof TransactWriteItem]: DocumentChange | undefined;
}) => ({
  ...(Put === undefined ? {} : { Put: storedChange(Put) }),
  ...(Delete === undefined ? {} : { Delete: storedChange(Delete) }),
  ...(Update === undefined ? {} : { Update: { UpdateExpression: '', ...storedChange(Update) } }),
  ...(ConditionCheck === undefined
    ? {}
    : { ConditionCheck: { ConditionExpression: '', ...storedChange(ConditionCheck) } }),
});

const refuseTable = (command: unknown): void => {
  if (command instanceof PutItemCommand) put(command.input.Item ?? {}, command.input);
  if (command instanceof PutCommand) put(stored(command.input.Item), storedChange(command.input));
  if (command instanceof GetItemCommand || command instanceof DeleteItemCommand) keyed(command.input.Key ?? {});
  if (command instanceof UpdateItemCommand) keyed(command.input.Key ?? {}, command.input);
  if (command instanceof GetCommand || command instanceof DeleteCommand) keyed(stored(command.input.Key));
  if (command instanceof UpdateCommand) keyed(stored(command.input.Key), storedChange(command.input));
  if (command instanceof QueryItemsCommand) refuseExpressions(command.input);
  if (command instanceof QueryCommand) refuseExpressions(storedChange(command.input));
  if (command instanceof TransactWriteItemsCommand)
    transact(command.input.TransactItems ?? [], command.input.ClientRequestToken);
  if (command instanceof TransactWriteCommand)
    transact((command.input.TransactItems ?? []).map(storedAction), command.input.ClientRequestToken);
};

const refuseBatch = (command: unknown): void => {
  if (command instanceof BatchGetItemCommand) {
    const keys = Object.entries(command.input.RequestItems ?? {}).flatMap(([table, { Keys = [] }]) =>
      Keys.map((key) => ({ table, key })),
    );
    countOf('keys', keys.length, most.keysRead);
    for (const { key } of keys) refuseKeys(key);
    refuseTwice(keys, 'Provided list of item keys contains duplicates');
  }
  if (command instanceof BatchExecuteStatementCommand) {
    const { Statements = [] } = command.input;
    countOf('statements', Statements.length, most.statements);
    for (const { Parameters = [] } of Statements) refuseItem(Object.fromEntries(Parameters.entries()));
  }
};

const refuseMessages = (command: unknown): void => {
  const refusal = (name: string) => new SQSServiceException({ name, $fault: 'client', $metadata: {}, message: name });
  const bytesOf = (bodies: readonly (string | undefined)[]) => Buffer.byteLength(bodies.join(''));
  if (command instanceof SendMessageCommand && bytesOf([command.input.MessageBody]) > most.messageBytes)
    throw refusal('InvalidParameterValue');
  if (!(command instanceof SendMessageBatchCommand)) return;
  const { Entries = [] } = command.input;
  if (Entries.length === 0) throw refusal('EmptyBatchRequest');
  if (Entries.length > most.messages) throw refusal('TooManyEntriesInBatchRequest');
  if (new Set(Entries.map(({ Id }) => Id)).size < Entries.length) throw refusal('BatchEntryIdsNotDistinct');
  if (bytesOf(Entries.map(({ MessageBody }) => MessageBody)) > most.messageBytes) throw refusal('BatchRequestTooLong');
};

const refuseNews = (command: unknown): void => {
  if (!(command instanceof PutEventsCommand)) return;
  const { Entries = [] } = command.input;
  const bytesOf = ({ Source, DetailType, Detail }: PutEventsRequestEntry) =>
    Buffer.byteLength([Source, DetailType, Detail].join(''));
  const bytes = Entries.reduce((sum, entry) => sum + bytesOf(entry), 0);
  if (Entries.length > 0 && Entries.length <= most.entries && bytes <= most.entryBytes) return;
  const message = `${Entries.length} entries of ${bytes} bytes`;
  throw new EventBridgeServiceException({ name: 'ValidationException', $fault: 'client', $metadata: {}, message });
};

/** Refuses what Amazon refuses of a call, as Amazon does it. Every fake asks this before it does anything.
 *  @throws ValidationException and others of the services */
export const refuseBeyondLimits = (command: unknown): void => {
  refuseTable(command);
  refuseBatch(command);
  refuseMessages(command);
  refuseNews(command);
};
