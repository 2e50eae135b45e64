import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { StubDynamo } from './stub-dynamo.ts';
import { type Count, nothing, plus, sqsRequests } from './tally.ts';

/** AWS as far as the measured handlers speak to it, in a process of its own: `stub.ts` starts it. */

/** Milliseconds until an answer, as is usual within a region. */
const latencies: Readonly<Record<string, number>> = { GetItem: 4, BatchGetItem: 8, TransactWriteItems: 15 };
const otherLatency = 10;

let waiting = false;
let dynamo = new StubDynamo();
let tally: Record<string, Count> = {};
let queue: string[] = [];

const count = (operation: string, what: Partial<Count>): void => {
  tally[operation] = plus(tally[operation] ?? nothing, { calls: 1, ...what });
};

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
}

const sendMessages = (entries: readonly Entry[]): unknown => {
  const bodies = entries.map(({ MessageBody }) => MessageBody);
  queue.push(...bodies);
  count('sqs.SendMessageBatch', { requests: sqsRequests(Buffer.byteLength(bodies.join(''))) });
  return {
    Successful: entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: Id,
      MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
    })),
    Failed: [],
  };
};

const answerAws = (service: string, operation: string, body: string): unknown => {
  if (service.startsWith('DynamoDB')) {
    const { answer, units } = dynamo.execute(operation, body);
    count(`dynamodb.${operation}`, { writeUnits: units.write, readUnits: units.read });
    return answer;
  }
  const input = JSON.parse(body);
  if (operation === 'SendMessageBatch') return sendMessages(input.Entries);
  if (operation === 'PutEvents') {
    count('events.PutEvents', { requests: input.Entries.length });
    return { FailedEntryCount: 0, Entries: [] };
  }
  throw new TypeError(`the stub does not know ${operation}`);
};

/** What the measuring process asks. */
const controls: Readonly<Record<string, () => unknown>> = {
  '/queue': () => {
    const bodies = queue;
    queue = [];
    return bodies;
  },
  '/tally': () => {
    const counted = tally;
    tally = {};
    return counted;
  },
  '/stored': () => ({ claims: dynamo.storedBytes('claims'), log: dynamo.storedBytes('log') }),
  '/forget': () => {
    dynamo = new StubDynamo();
  },
  '/wait': () => {
    waiting = true;
  },
};

const answer = async (request: IncomingMessage): Promise<unknown> => {
  const control = controls[request.url ?? ''];
  if (control !== undefined) return control() ?? null;
  const body = await text(request);
  const [service = '', operation = ''] = String(request.headers['x-amz-target']).split('.');
  if (waiting) await sleep(latencies[operation] ?? otherLatency);
  return answerAws(service, operation, body);
};

const server = createServer((request, response) => {
  answer(request).then(
    (found) => response.setHeader('content-type', 'application/x-amz-json-1.0').end(JSON.stringify(found)),
    (error: unknown) => {
      process.stderr.write(`${error}\n`);
      response.writeHead(400).end(JSON.stringify({ __type: 'StubError', message: String(error) }));
    },
  );
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.once('disconnect', () => process.exit());
