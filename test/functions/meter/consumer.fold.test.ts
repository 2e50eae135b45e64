import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { meterToWire } from '../../../functions/catalog/meter/meter-wire.ts';
import { maxMessageBytes, packMessages } from '../../../functions/ingest/message.ts';
import { customerId } from '../../../functions/kernel/ids.ts';
import { handler } from '../../../functions/meter/count/consumer.handler.ts';
import { exactDecimal, plain, sum } from '../../../functions/money/decimal.ts';
import { documents, dynamo } from '../../../functions/platform/table/dynamo.ts';
import { production } from '../../../lib/config.ts';
import { jobs, minutes, usageEvent } from '../ingest/sample.ts';
import { lambdaContext } from '../platform/http-event.ts';
import { FakeDynamo } from './fake-dynamo.ts';

vi.hoisted(() => vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true'));

/** MB; of the function, in lib/meter/meter.ts. */
const memory = 1769;
const records = 1000;
/** So that a message is full. */
const eventsPerRecord = 28;
const customers = 20;

let world = new FakeDynamo();

beforeEach(() => {
  world = new FakeDynamo();
  for (let n = 0; n < customers; n++) {
    const Item = { pk: { S: `CUSTOMER#cust_${n}` }, sk: { S: 'CUSTOMER' } };
    world.execute(new PutItemCommand({ TableName: 'catalog', Item }));
  }
  for (const table of ['CLAIMS', 'LOG', 'USAGE', 'CATALOG']) vi.stubEnv(`${table}_TABLE`, table.toLowerCase());
  vi.stubEnv('CLAIM_RETENTION_DAYS', '400').stubEnv('LEASE_SECONDS', '60').stubEnv('USAGE_WINDOW_MINUTES', '60');
  vi.stubEnv('DEAD_LETTER_QUEUE_URL', 'https://dead').stubEnv('BUS_NAME', 'bus');
  vi.spyOn(dynamo, 'send').mockImplementation((async (command: unknown) =>
    world.execute(command)) as typeof dynamo.send);
  vi.spyOn(documents, 'send').mockImplementation(async (command: unknown) => {
    if (command instanceof GetCommand) return { Item: { revision: 1 } };
    return command instanceof QueryCommand ? { Items: [meterToWire(minutes), meterToWire(jobs)] } : {};
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const filler = 'The quick brown fox jumps over the lazy dog. '.repeat(195);

const record = (n: number): SQSRecord => {
  const events = Array.from({ length: eventsPerRecord }, (_, at) =>
    usageEvent({
      id: `e${n}_${at}`,
      customer: customerId(`cust_${n % customers}`),
      data: { minutes: '0.1', note: `${n} ${at} ${filler}` },
    }),
  );
  const [body = '', ...others] = packMessages(events);
  expect(others).toEqual([]);
  return {
    ...{ messageId: `m${n}`, body, receiptHandle: '', messageAttributes: {}, md5OfBody: '', eventSource: 'aws:sqs' },
    ...{ eventSourceARN: '', awsRegion: '' },
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
    },
  };
};

/** The most that the process held at any time, MB. */
const watchMemory = () => {
  let peak = 0;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage().rss / 1024 / 1024);
  };
  const timer = setInterval(look, 20);
  return () => {
    look();
    clearInterval(timer);
    return Math.round(peak);
  };
};

it('1,000 messages of up to 256 KB in one delivery: all counted, in the memory that the function has', async () => {
  const Records = Array.from({ length: records }, (_, n) => record(n));
  const largest = Math.max(...Records.map(({ body }) => Buffer.byteLength(body)));
  expect(largest).toBeLessThanOrEqual(maxMessageBytes);
  expect(largest).toBeGreaterThan(0.95 * maxMessageBytes);
  const peak = watchMemory();
  const began = performance.now();
  expect(await handler({ Records }, lambdaContext)).toEqual({ batchItemFailures: [] });
  const seconds = (performance.now() - began) / 1000;
  const held = peak();
  process.stdout.write(
    `${records} messages, ${(largest / 1024).toFixed(0)} KB each: ${seconds.toFixed(1)} s of ${production.consumerSeconds}, ${held} MB of ${memory}\n`,
  );
  const counters = (meter: string) => world.items('usage').filter(({ sk }) => sk?.S?.startsWith(`${meter}#`));
  const total = sum(counters('minutes').map((item) => exactDecimal(item.sum?.N ?? '')));
  expect(plain(total)).toBe('2800');
  expect(counters('jobs').map((item) => item.events?.N)).toEqual(Array(customers).fill('1400'));
  expect(world.items('claims')).toHaveLength(records * eventsPerRecord);
}, 180_000);
