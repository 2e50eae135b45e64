import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { sourcesIn } from '../source-tree.ts';
import { endFakes } from './fakes.ts';
import { mockClient } from './mock-client.ts';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient());
const read = (pk: string) => documents.send(new GetCommand({ TableName: 'table', Key: { pk } }));

describe('a fake of a client', () => {
  it('answers what Amazon would, and refuses the rest before anybody has seen it', async () => {
    const fake = mockClient(documents);
    fake.on(GetCommand).resolves({ Item: { a: 1 } });
    expect(await read('a')).toEqual({ Item: { a: 1 } });
    await expect(read('')).rejects.toMatchObject({ name: 'ValidationException' });
    expect(fake.commandCalls(GetCommand)).toHaveLength(1);
  });

  it('does so after it was reset, and after it was made again', async () => {
    for (const make of [() => mockClient(documents).reset(), () => mockClient(documents)]) {
      const fake = make();
      fake.on(GetCommand).resolves({});
      expect(await read('a')).toEqual({});
      await expect(read('')).rejects.toMatchObject({ name: 'ValidationException' });
      expect(fake.calls()).toHaveLength(1);
    }
  });

  it('can stand for all clients of a class', async () => {
    const bus = mockClient(EventBridgeClient);
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    const put = (count: number) =>
      new EventBridgeClient().send(new PutEventsCommand({ Entries: Array(count).fill({ Detail: '{}' }) }));
    expect(await put(10)).toEqual({ FailedEntryCount: 0 });
    await expect(put(11)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('ends with its test file, also where it was reset or made again: clients are real then', async () => {
    const { send } = SQSClient.prototype;
    mockClient(SQSClient).reset();
    mockClient(SQSClient);
    expect(SQSClient.prototype.send).not.toBe(send);
    endFakes();
    expect(SQSClient.prototype.send).toBe(send);
  });

  it('is made here and nowhere else', () => {
    const makers = sourcesIn('test').filter(({ imports }) => imports.includes('aws-sdk-client-mock'));
    expect(makers.map(({ path }) => path)).toEqual(['test/support/mock-client.ts']);
  });
});
