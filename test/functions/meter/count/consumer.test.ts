import { PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { packMessages } from '../../../../functions/ingest/message.ts';
import { claimKeyOf } from '../../../../functions/ingest/usage-event.ts';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { handler } from '../../../../functions/meter/count/consumer.handler.ts';
import { usageEvent } from '../../ingest/sample.ts';
import { lambdaContext } from '../../platform/http-event.ts';

vi.hoisted(() => vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true'));

import {
  announced,
  beginAnew,
  bus,
  cancelled,
  counter,
  deadLetters,
  deliver,
  items,
  message,
  record,
  sqs,
  tables,
  world,
} from './consumer-world.ts';

beforeEach(beginAnew);

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

  it('while the dead letters cannot be reached, everything comes again', async () => {
    sqs.on(SendMessageCommand).rejects(new Error('unreachable'));
    await expect(deliver(record('bad', 'hello'), message('good', usageEvent()))).rejects.toThrow('unreachable');
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

describe('a consumer that runs out of time', () => {
  it('takes no further batch: the messages come again, and nothing of them is claimed', async () => {
    const hurried = { ...lambdaContext, getRemainingTimeInMillis: () => 7_000 };
    const { batchItemFailures } = await handler({ Records: [message('m1', usageEvent({ id: 'a' }))] }, hurried);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm1' }]);
    expect(world.items('claims')).toEqual([]);
  });
});
