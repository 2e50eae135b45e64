import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { vi } from 'vitest';
import { meterToWire } from '../../../../functions/catalog/meter/meter-wire.ts';
import { packMessages } from '../../../../functions/ingest/message.ts';
import type { UsageEvent } from '../../../../functions/ingest/usage-event.ts';
import { handler } from '../../../../functions/meter/count/consumer.handler.ts';
import { documents, dynamo } from '../../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { jobs, minutes } from '../../ingest/sample.ts';
import { lambdaContext } from '../../platform/http-event.ts';
import { FakeDynamo } from '../fake-dynamo.ts';

export const tables = mockClient(dynamo);
export const items = mockClient(documents);
export const sqs = mockClient(SQSClient);
export const bus = mockClient(EventBridgeClient);
export let world = new FakeDynamo();

export const record = (messageId: string, body: string): SQSRecord => ({
  ...{ messageId, body, receiptHandle: '', messageAttributes: {}, md5OfBody: '', eventSource: 'aws:sqs' },
  ...{ eventSourceARN: '', awsRegion: '' },
  attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0', SenderId: '', ApproximateFirstReceiveTimestamp: '0' },
});
export const message = (messageId: string, ...events: readonly UsageEvent[]) =>
  record(messageId, packMessages(events)[0] ?? '');
export const deliver = async (...Records: readonly SQSRecord[]): Promise<readonly string[]> => {
  const answer = await handler({ Records: [...Records] }, lambdaContext);
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};
export const counter = (meter: string) => {
  const found = world.items('usage').find(({ sk }) => sk?.S === `${meter}#2026-10-03T14:00`);
  return found === undefined ? null : { sum: found.sum?.N, events: found.events?.N };
};
export const know = (customer: string) =>
  world.execute(
    new PutItemCommand({ TableName: 'catalog', Item: { pk: { S: `CUSTOMER#${customer}` }, sk: { S: 'CUSTOMER' } } }),
  );
export const deadLetters = () =>
  sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => ({
    body: input.MessageBody,
    code: input.MessageAttributes?.code?.StringValue,
    detail: input.MessageAttributes?.detail?.StringValue,
  }));
export const announced = () =>
  bus
    .commandCalls(PutEventsCommand)
    .flatMap(({ args: [{ input }] }) => (input.Entries ?? []).map((entry) => entry.DetailType));
export const cancelled = (Code: string) =>
  new TransactionCanceledException({ message: Code, $metadata: {}, CancellationReasons: [{ Code }] });

/** An empty world with two customers and two meters, before each test. */
export const beginAnew = (): void => {
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
  world = new FakeDynamo();
  for (const customer of ['cust_8821', 'cust_other']) know(customer);
  for (const mock of [tables, items, sqs, bus]) mock.reset();
  for (const table of ['CLAIMS', 'LOG', 'USAGE', 'CATALOG']) vi.stubEnv(`${table}_TABLE`, table.toLowerCase());
  vi.stubEnv('CLAIM_RETENTION_DAYS', '400');
  vi.stubEnv('LEASE_SECONDS', '60').stubEnv('USAGE_WINDOW_MINUTES', '60');
  vi.stubEnv('DEAD_LETTER_QUEUE_URL', 'https://dead');
  vi.stubEnv('BUS_NAME', 'bus');
  tables.on(BatchExecuteStatementCommand).callsFake((input) => world.execute(new BatchExecuteStatementCommand(input)));
  tables.on(BatchGetItemCommand).callsFake((input) => world.execute(new BatchGetItemCommand(input)));
  tables.on(GetItemCommand).callsFake((input) => world.execute(new GetItemCommand(input)));
  tables.on(PutItemCommand).callsFake((input) => world.execute(new PutItemCommand(input)));
  tables.on(UpdateItemCommand).callsFake((input) => world.execute(new UpdateItemCommand(input)));
  tables.on(TransactWriteItemsCommand).callsFake((input) => world.execute(new TransactWriteItemsCommand(input)));
  items.on(GetCommand).resolves({});
  items.on(PutCommand).resolves({});
  items.on(UpdateCommand).resolves({ Attributes: { count: 1 } });
  items.on(GetCommand, { Key: { pk: 'METERS', sk: 'REVISION' } }).resolves({ Item: { revision: 1 } });
  items.on(QueryCommand).resolves({ Items: [meterToWire(minutes), meterToWire(jobs)] });
  sqs.on(SendMessageCommand).resolves({});
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
};
