import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { GetCommand, PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { refuseBeyondLimits } from './amazon-limits.ts';
import { type Item, itemBytes } from './item-limits.ts';

const many = <T>(count: number, one: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => one(at));
const key = (at: number) => ({ pk: { S: `a${at}` }, sk: { S: 'b' } });
const refusal = (command: unknown): string => {
  try {
    refuseBeyondLimits(command);
    return 'taken';
  } catch (error) {
    return error instanceof Error ? error.name : 'no error';
  }
};
const invalid = 'ValidationException';
const TableName = 'table';

describe('how many there may be in a call', () => {
  const read = (Keys: ReturnType<typeof key>[]) => new BatchGetItemCommand({ RequestItems: { table: { Keys } } });
  const insert = (count: number) =>
    new BatchExecuteStatementCommand({ Statements: many(count, () => ({ Statement: 'INSERT' })) });
  const write = (count: number) =>
    new TransactWriteItemsCommand({ TransactItems: many(count, (at) => ({ Put: { TableName, Item: key(at) } })) });
  const message = (count: number) =>
    new SendMessageBatchCommand({ QueueUrl: 'q', Entries: many(count, (at) => ({ Id: `${at}`, MessageBody: 'a' })) });
  const news = (count: number) => new PutEventsCommand({ Entries: many(count, () => ({ Source: 'a', Detail: '{}' })) });

  it.each<[string, (count: number) => unknown, number, string, string]>([
    ['keys to read', (count) => read(many(count, key)), 100, invalid, invalid],
    ['statements', insert, 25, invalid, invalid],
    ['actions of a transaction', write, 100, invalid, invalid],
    ['messages', message, 10, 'TooManyEntriesInBatchRequest', 'EmptyBatchRequest'],
    ['entries on the bus', news, 10, invalid, invalid],
  ])('%s: %#', (_, command, limit, tooMany, none) => {
    expect([1, limit, limit + 1, 0].map((count) => refusal(command(count)))).toEqual(['taken', 'taken', tooMany, none]);
  });

  it('no key, item or id twice', () => {
    expect(refusal(read([key(1), key(1)]))).toBe(invalid);
    const [Put, Update] = [
      { TableName, Item: key(1) },
      { TableName, Key: key(1), UpdateExpression: 'SET a = :a' },
    ];
    expect(refusal(new TransactWriteItemsCommand({ TransactItems: [{ Put }, { Update }] }))).toBe(invalid);
    const elsewhere = { Put: { ...Put, TableName: 'other' } };
    expect(refusal(new TransactWriteItemsCommand({ TransactItems: [elsewhere, { Update }] }))).toBe('taken');
    const Entries = [
      { Id: '1', MessageBody: 'a' },
      { Id: '1', MessageBody: 'b' },
    ];
    expect(refusal(new SendMessageBatchCommand({ QueueUrl: 'q', Entries }))).toBe('BatchEntryIdsNotDistinct');
  });

  it('a token of a transaction has 36 characters', () => {
    const token = (length: number) =>
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName, Item: key(1) } }],
        ClientRequestToken: 'a'.repeat(length),
      });
    expect([1, 36, 37, 0].map((length) => refusal(token(length)))).toEqual(['taken', 'taken', invalid, invalid]);
  });
});

describe('how large they may be', () => {
  const item = (bytes: number) => ({ pk: 'a', sk: 'b', data: 'x'.repeat(bytes - 'pkaskbdata'.length) });

  it('400 KB an item, by both clients', () => {
    const sizes = [400 * 1024, 400 * 1024 + 1];
    expect(sizes.map((bytes) => refusal(new PutCommand({ TableName, Item: item(bytes) })))).toEqual(['taken', invalid]);
    const low = (bytes: number) => ({ pk: { S: 'a' }, sk: { S: 'b' }, data: { S: item(bytes).data } });
    expect(sizes.map((bytes) => refusal(new PutItemCommand({ TableName, Item: low(bytes) })))).toEqual([
      'taken',
      invalid,
    ]);
  });

  it('4 MB a transaction', () => {
    const items = (count: number) =>
      many(count, (at) => ({ Put: { TableName, Item: { ...item(399_000), sk: `${at}` } } }));
    expect([10, 11].map((count) => refusal(new TransactWriteCommand({ TransactItems: items(count) })))).toEqual([
      'taken',
      invalid,
    ]);
  });

  it('256 KB for all entries on the bus together, and 1 MB for all messages', () => {
    const news = (bytes: number) =>
      new PutEventsCommand({ Entries: many(2, () => ({ Detail: 'x'.repeat(bytes / 2) })) });
    expect([256 * 1024, 256 * 1024 + 2].map((bytes) => refusal(news(bytes)))).toEqual(['taken', invalid]);
    const messages = (bytes: number) =>
      new SendMessageBatchCommand({
        QueueUrl: 'q',
        Entries: many(2, (at) => ({ Id: `${at}`, MessageBody: 'x'.repeat(bytes / 2) })),
      });
    expect([1024 * 1024, 1024 * 1024 + 2].map((bytes) => refusal(messages(bytes)))).toEqual([
      'taken',
      'BatchRequestTooLong',
    ]);
  });

  it('4 KB an expression', () => {
    const update = (bytes: number) =>
      new UpdateCommand({ TableName, Key: { pk: 'a', sk: 'b' }, UpdateExpression: 'x'.repeat(bytes) });
    expect([4096, 4097].map((bytes) => refusal(update(bytes)))).toEqual(['taken', invalid]);
  });
});

describe('keys', () => {
  const get = (pk: string, sk: string) => refusal(new GetCommand({ TableName, Key: { pk, sk } }));

  it('have 2,048 and 1,024 bytes, and are not empty', () => {
    expect(['a'.repeat(2048), 'a'.repeat(2049), '', 'é'.repeat(1025)].map((pk) => get(pk, 'b'))).toEqual([
      'taken',
      invalid,
      invalid,
      invalid,
    ]);
    expect(['a'.repeat(1024), 'a'.repeat(1025), ''].map((sk) => get('a', sk))).toEqual(['taken', invalid, invalid]);
  });

  it('of indexes neither', () => {
    const put = (listPk: string) => refusal(new PutCommand({ TableName, Item: { pk: 'a', sk: 'b', listPk } }));
    expect([put('c'), put('')]).toEqual(['taken', invalid]);
  });
});

describe('numbers', () => {
  it.each([
    ['1'.repeat(38), 'taken'],
    ['1'.repeat(39), invalid],
    [`0.${'0'.repeat(20)}${'1'.repeat(38)}`, 'taken'],
  ])('%s: %s', (N, expected) => {
    const values = { ':n': { N } };
    const update = { TableName, Key: key(1), UpdateExpression: 'SET n = :n', ExpressionAttributeValues: values };
    expect(refusal(new PutItemCommand({ TableName, Item: { ...key(1), list: { L: [{ M: { n: { N } } }] } } }))).toBe(
      expected,
    );
    expect(refusal(new UpdateItemCommand(update))).toBe(expected);
  });
});

describe('the bytes of an item', () => {
  it.each<[Item, number, string]>([
    [{ ab: { S: 'é' } }, 4, 'name and text'],
    [{ a: { N: '12345' } }, 5, 'two digits a byte, and one more'],
    [{ a: { BOOL: true }, b: { NULL: true } }, 4, 'one each'],
    [{ a: { L: [{ S: 'a' }, { S: 'b' }] } }, 8, 'a list: 3, and one more for each'],
    [{ a: { M: { b: { S: 'c' } } } }, 7, 'a map: the same, and its names'],
    [{ a: { SS: ['ab', 'c'] } }, 4, 'a set of texts'],
  ])('%j: %i, %s', (item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});
