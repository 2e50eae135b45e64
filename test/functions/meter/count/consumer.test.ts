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
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { meterToWire } from '../../../../functions/catalog/meter/meter-wire.ts';
import { packMessages } from '../../../../functions/ingest/message.ts';
import { claimKeyOf, type UsageEvent } from '../../../../functions/ingest/usage-event.ts';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { handler } from '../../../../functions/meter/count/consumer.handler.ts';
import { documents, dynamo } from '../../../../functions/platform/table/dynamo.ts';
import { jobs, minutes, usageEvent } from '../../ingest/sample.ts';
import { lambdaContext } from '../../platform/http-event.ts';
import { FakeDynamo } from '../fake-dynamo.ts';

vi.hoisted(() => vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true'));

const tables = mockClient(dynamo);
const items = mockClient(documents);
const sqs = mockClient(SQSClient);
const bus = mockClient(EventBridgeClient);
let world = new FakeDynamo();

const record = (messageId: string, body: string): SQSRecord => ({
  ...{ messageId, body, receiptHandle: '', messageAttributes: {}, md5OfBody: '', eventSource: 'aws:sqs' },
  ...{ eventSourceARN: '', awsRegion: '' },
  attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0', SenderId: '', ApproximateFirstReceiveTimestamp: '0' },
});
const message = (messageId: string, ...events: readonly UsageEvent[]) =>
  record(messageId, packMessages(events)[0] ?? '');
const deliver = async (...Records: readonly SQSRecord[]): Promise<readonly string[]> => {
  const answer = await handler({ Records: [...Records] }, lambdaContext);
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};
const counter = (meter: string) => {
  const found = world.items('usage').find(({ sk }) => sk?.S === `${meter}#2026-10-03T14:00`);
  return found === undefined ? null : { sum: found.sum?.N, events: found.events?.N };
};
const deadLetters = () =>
  sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => ({
    body: input.MessageBody,
    code: input.MessageAttributes?.code?.StringValue,
    detail: input.MessageAttributes?.detail?.StringValue,
  }));
const announced = () =>
  bus
    .commandCalls(PutEventsCommand)
    .flatMap(({ args: [{ input }] }) => (input.Entries ?? []).map((entry) => entry.DetailType));
const cancelled = (Code: string) =>
  new TransactionCanceledException({ message: Code, $metadata: {}, CancellationReasons: [{ Code }] });

beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
  world = new FakeDynamo();
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
});

describe('a delivery is counted, and its messages leave the queue', () => {
  it('5 + 0.1 minutes in two messages: 5.1 minutes, 2 jobs', async () => {
    const other = usageEvent({ id: 'b', data: { minutes: 0.1 } });
    expect(await deliver(message('m1', usageEvent()), message('m2', other))).toEqual([]);
    expect([counter('minutes'), counter('jobs')]).toEqual([
      { sum: '5.1', events: '2' },
      { sum: '2', events: '2' },
    ]);
  });

  it('delivered twice, and twice in one delivery: counted once', async () => {
    expect(await deliver(message('m1', usageEvent(), usageEvent()), message('m2', usageEvent()))).toEqual([]);
    expect(await deliver(message('m1', usageEvent()))).toEqual([]);
    expect(counter('minutes')).toEqual({ sum: '5', events: '1' });
    expect(deadLetters()).toEqual([]);
  });

  it('an empty delivery is no work', async () => {
    expect(await deliver()).toEqual([]);
  });
});

describe('what can never be counted goes to the dead letters with its reason', () => {
  it.each([
    ['no JSON', 'hello'],
    ['another version', '{"version":2,"events":[]}'],
    ['no text at all', ''],
  ])('a message that cannot be read (%s), as it is; the others are counted', async (_, body) => {
    expect(await deliver(record('bad', body), message('good', usageEvent()))).toEqual([]);
    expect(deadLetters()).toEqual([{ body, code: 'unreadable_message', detail: expect.stringMatching(/./) }]);
    expect(counter('minutes')).toEqual({ sum: '5', events: '1' });
  });

  it('an event of a closed window, where late events are refused: `late`, and claimed by nobody', async () => {
    vi.stubEnv('LATE_POLICY', 'reject');
    const head = { pk: { S: 'cust_8821' }, sk: { S: 'HEAD' }, closedThrough: { S: '2026-10-03T00:00:00.000Z' } };
    world.execute(new PutItemCommand({ TableName: 'usage', Item: head }));
    const late = usageEvent({ id: 'late', time: parseInstant('2026-10-02T23:59:59Z') });
    expect(await deliver(message('m1', late, usageEvent()))).toEqual([]);
    vi.stubEnv('LATE_POLICY', undefined);
    expect(deadLetters()).toEqual([
      { body: packMessages([late])[0], code: 'late', detail: expect.stringMatching(/closed period of "cust_8821"/) },
    ]);
    expect(world.items('claims').map(({ pk }) => pk?.S)).toEqual([claimKeyOf(usageEvent())]);
    expect(counter('minutes')).toEqual({ sum: '5', events: '1' });
  });

  it('an event that a meter cannot read, alone; it claims no id, so that a mended one may take it', async () => {
    const broken = usageEvent({ data: { minutes: 'many' } });
    expect(await deliver(message('m1', broken, usageEvent({ id: 'b' })))).toEqual([]);
    expect(deadLetters()).toEqual([
      { body: packMessages([broken])[0], code: 'quantity_invalid', detail: expect.stringMatching(/./) },
    ]);
    expect(world.items('claims').map(({ pk }) => pk?.S)).toEqual([claimKeyOf(usageEvent({ id: 'b' }))]);
    await deliver(message('m2', usageEvent()));
    expect(counter('minutes')).toEqual({ sum: '10', events: '2' });
  });

  it('while the dead letters cannot be reached, everything comes again', async () => {
    sqs.on(SendMessageCommand).rejects(new Error('unreachable'));
    await expect(deliver(record('bad', 'hello'), message('good', usageEvent()))).rejects.toThrow('unreachable');
    await expect(deliver(message('m1', usageEvent({ data: {} })))).rejects.toThrow('unreachable');
  });

  it('a reason is short, and of whole characters', async () => {
    await deliver(record('bad', `"${'😀'.repeat(3000)}`));
    const [{ detail = '' } = {}] = deadLetters();
    expect(detail.length).toBeLessThanOrEqual(500);
    expect(detail.isWellFormed()).toBe(true);
  });
});

describe('what is not decided comes again, and nothing else', () => {
  const held = (claimedAt: Date, hash = usageEvent().hash) =>
    world.execute(
      new PutItemCommand({
        TableName: 'claims',
        Item: {
          pk: { S: claimKeyOf(usageEvent()) },
          owner: { S: '01M0000000ABCDEFGHJKMNPQRS' },
          customer: { S: 'cust_8821' },
          hash: { S: hash },
          claimedAt: { S: claimedAt.toISOString() },
        },
      }),
    );

  it('an event of another consumer that may still live: its message, not its neighbour', async () => {
    held(new Date());
    expect(await deliver(message('m1', usageEvent()), message('m2', usageEvent({ id: 'b' })))).toEqual(['m1']);
    expect(counter('minutes')).toEqual({ sum: '5', events: '1' });
  });

  it('once its lease is over, the event is taken over and counted', async () => {
    held(new Date(Date.now() - 61_000));
    expect(await deliver(message('m1', usageEvent()))).toEqual([]);
    expect(counter('minutes')).toEqual({ sum: '5', events: '1' });
    expect(world.items('log').map(({ state }) => state?.S)).toEqual(['fenced', 'committed', undefined]);
  });

  it('other content of a claimed id: recorded, announced, and its message leaves', async () => {
    held(new Date(), 'another');
    expect(await deliver(message('m1', usageEvent()))).toEqual([]);
    expect(counter('minutes')).toBeNull();
    expect(announced()).toEqual(['event.conflict']);
    const [kept, listed] = items.commandCalls(PutCommand).map(({ args: [{ input }] }) => String(input.Item?.pk));
    expect([kept, listed]).toEqual([
      `CONFLICT#${claimKeyOf(usageEvent())}`,
      expect.stringMatching(/^CONFLICTS#\d{4}-\d{2}$/),
    ]);
  });

  it('while a conflict cannot be announced, everything comes again', async () => {
    held(new Date(), 'another');
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 1 });
    await expect(deliver(message('m1', usageEvent()))).rejects.toMatchObject({ code: 'bus_refused' });
  });
});

describe('a busy table: the same transaction again, with back-off', () => {
  it.each([['TransactionConflict'], ['ThrottlingError']])('%s, then counted', async (code) => {
    tables
      .on(TransactWriteItemsCommand)
      .rejectsOnce(cancelled(code))
      .callsFake((input) => world.execute(new TransactWriteItemsCommand(input)));
    expect(await deliver(message('m1', usageEvent()))).toEqual([]);
    const batches = tables
      .commandCalls(TransactWriteItemsCommand)
      .map(({ args: [{ input }] }) => input.TransactItems?.[0]?.Put?.Item?.sk?.S);
    expect(batches).toHaveLength(2);
    expect(new Set(batches).size).toBe(1);
    expect(counter('minutes')).toEqual({ sum: '5', events: '1' });
  });

  it('an answer that is lost after the commit is settled by reading the batch: counted once', async () => {
    tables.on(TransactWriteItemsCommand).callsFake((input) => {
      world.execute(new TransactWriteItemsCommand(input));
      throw new Error('the answer is lost');
    });
    expect(await deliver(message('m1', usageEvent()))).toEqual([]);
    expect(tables.commandCalls(TransactWriteItemsCommand)).toHaveLength(1);
    expect(counter('minutes')).toEqual({ sum: '5', events: '1' });
  });

  it('what DynamoDB refuses for good comes again, until it is a dead letter; other customers are counted', async () => {
    tables.on(TransactWriteItemsCommand).callsFake((input) => {
      if (JSON.stringify(input).includes('LOG#cust_8821')) throw cancelled('ValidationError');
      return world.execute(new TransactWriteItemsCommand(input));
    });
    const other = usageEvent({ id: 'b', customer: customerId('cust_other') });
    expect(await deliver(message('m1', usageEvent()), message('m2', other))).toEqual(['m1']);
    expect(counter('minutes')).toEqual({ sum: '5', events: '1' });
  });
});

describe('an event of a type that no meter counts', () => {
  const strange = (id: string) => usageEvent({ id, type: 'strange' });

  it('is kept in the log, and announced once a type', async () => {
    expect(await deliver(message('m1', strange('a'), strange('b')))).toEqual([]);
    expect(world.items('log').filter(({ state }) => state?.S === 'committed')).toHaveLength(1);
    expect(announced()).toEqual(['event.unmatched']);
  });

  const counts = () =>
    items
      .commandCalls(UpdateCommand)
      .flatMap(({ args: [{ input }] }) => input.ExpressionAttributeValues?.[':more'] ?? []);

  it('is counted by hour and type', async () => {
    await deliver(message('m1', strange('a'), strange('b')), message('m2', strange('c')));
    expect(counts()).toEqual([3]);
  });

  it('is not announced again in the same hour', async () => {
    items.on(UpdateCommand).resolves({ Attributes: { count: 3, announced: true } });
    await deliver(message('m1', strange('a')));
    expect(announced()).toEqual([]);
  });

  it('delivered again is not counted again; announced if a consumer ended before it was', async () => {
    await deliver(message('m1', strange('a')));
    await deliver(message('m1', strange('a')));
    expect(counts()).toEqual([1, 0]);
    expect(announced()).toEqual(['event.unmatched', 'event.unmatched']);
  });

  it('of a type whose meters filter it out is left alone: that is what filters are for', async () => {
    const filters = [{ property: 'region', op: 'eq' as const, value: 'eu' }];
    items.on(QueryCommand).resolves({ Items: [meterToWire({ ...minutes, filters })] });
    items.on(GetCommand, { Key: { pk: 'METERS', sk: 'REVISION' } }).resolves({ Item: { revision: 2 } });
    expect(await deliver(message('m1', usageEvent()))).toEqual([]);
    expect(announced()).toEqual([]);
  });
});

describe('a consumer that runs out of time', () => {
  it('takes no further batch: the messages come again, and nothing of them is claimed', async () => {
    const hurried = { ...lambdaContext, getRemainingTimeInMillis: () => 7_000 };
    const { batchItemFailures } = await handler({ Records: [message('m1', usageEvent({ id: 'a' }))] }, hurried);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm1' }]);
    expect(world.items('claims')).toEqual([]);
  });
});
