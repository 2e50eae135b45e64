import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { packMessages } from '../../../../functions/ingest/message.ts';
import { handler } from '../../../../functions/meter/dead-letter/dead-letters.handler.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { usageEvent } from '../../ingest/sample.ts';
import { httpEvent, lambdaContext } from '../../platform/http-event.ts';

const sqs = mockClient(SQSClient);
const admin = { kind: 'key', keyId: 'key_1', scopes: ['admin'] } as const;
const call = async (route: string, body?: unknown) => {
  const answer = await handler(httpEvent({ route, caller: admin, body }), lambdaContext);
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
};
const good = packMessages([usageEvent()])[0] ?? '';
const message = (id: string, Body: string): Message => ({ MessageId: id, ReceiptHandle: `receipt of ${id}`, Body });
const holds = (...batches: readonly (readonly Message[])[]) => {
  const receive = sqs.on(ReceiveMessageCommand);
  for (const batch of batches) receive.resolvesOnce({ Messages: [...batch] });
  receive.resolves({});
};

beforeEach(() => {
  sqs.reset();
  vi.stubEnv('EVENT_QUEUE_URL', 'https://events');
  vi.stubEnv('DEAD_LETTER_QUEUE_URL', 'https://dead').stubEnv('LATE_POLICY', 'bill_next');
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '3' } });
  sqs.on(SendMessageCommand).resolves({});
});

describe('a look', () => {
  it('shows each message once and lets it go', async () => {
    holds([message('a', good), message('b', 'hello')], [message('a', good)]);
    const { body } = await call('GET /dead-letters?limit=10');
    expect(body).toMatchObject({ approximateCount: 3, data: [{ messageId: 'a' }, { messageId: 'b', events: null }] });
    const [released] = sqs.commandCalls(ChangeMessageVisibilityBatchCommand);
    expect(released?.args[0].input.Entries?.map(({ VisibilityTimeout }) => VisibilityTimeout)).toEqual([0, 0]);
    expect(sqs.commandCalls(DeleteMessageCommand)).toEqual([]);
  });
});

describe('messages that somebody has received are hidden, not gone', () => {
  const depthIs = (waiting: number, hidden: number) =>
    sqs.on(GetQueueAttributesCommand).resolves({
      Attributes: {
        ApproximateNumberOfMessages: String(waiting),
        ApproximateNumberOfMessagesNotVisible: String(hidden),
      },
    });
  const within = (seconds: number, until: string) => Date.parse(until) - Date.now() <= seconds * 1000;

  it('a look says how many, and by when they show again', async () => {
    depthIs(0, 2);
    holds();
    const { body } = await call('GET /dead-letters');
    expect(body).toMatchObject({ approximateCount: 0, hidden: 2, data: [] });
    expect(within(120, body.hiddenUntil)).toBe(true);
  });

  it('a redrive that finds none says so of those that are hidden', async () => {
    depthIs(0, 1);
    holds();
    const { body } = await call('POST /dead-letters/redrive', {});
    expect(body).toMatchObject({ moved: 0, kept: [], remaining: 0, hidden: 1, hiddenUntil: expect.any(String) });
  });

  it('a redrive counts those that it leaves, also while SQS does not know of them yet', async () => {
    depthIs(0, 0);
    holds([message('b', 'hello'), message('c', good)]);
    const { body } = await call('POST /dead-letters/redrive', {});
    expect(body).toMatchObject({ moved: 1, remaining: 0, hidden: 1, hiddenUntil: expect.any(String) });
  });

  it('none hidden: no time', async () => {
    depthIs(3, 0);
    holds();
    expect((await call('GET /dead-letters')).body).toMatchObject({ approximateCount: 3, hidden: 0, hiddenUntil: null });
  });
});

describe('a redrive', () => {
  it('sends each message back before it deletes it, and keeps what would come straight back', async () => {
    holds([message('a', good), message('b', 'hello')], [message('c', good)]);
    const { body } = await call('POST /dead-letters/redrive', {});
    expect(body).toMatchObject({ moved: 2, kept: [{ messageId: 'b', code: 'unreadable_message' }], remaining: 3 });
    const moves = sqs
      .calls()
      .map(({ args: [command] }) => command.constructor)
      .filter((command) => command === SendMessageCommand || command === DeleteMessageCommand);
    expect(moves).toEqual([SendMessageCommand, DeleteMessageCommand, SendMessageCommand, DeleteMessageCommand]);
    const deleted = sqs.commandCalls(DeleteMessageCommand).map(({ args: [{ input }] }) => input.ReceiptHandle);
    expect(deleted).toEqual(['receipt of a', 'receipt of c']);
  });

  it('deletes nothing that the queue did not take', async () => {
    holds([message('a', good)]);
    sqs.on(SendMessageCommand).rejects(new Error('unreachable'));
    expect((await call('POST /dead-letters/redrive', {})).status).toBe(500);
    expect(sqs.commandCalls(DeleteMessageCommand)).toEqual([]);
  });

  it('leaves what was sent after an instant: repeated with the same one it ends, though a message comes straight back', async () => {
    const sent = (id: string, at: string): Message => ({
      ...message(id, good),
      Attributes: { SentTimestamp: String(Date.parse(at)) },
    });
    holds([sent('a', '2026-10-03T14:59:59Z'), sent('a again', '2026-10-03T15:00:00Z')]);
    const before = '2026-10-03T15:00:00Z';
    expect((await call('POST /dead-letters/redrive', { before })).body).toMatchObject({ moved: 1, kept: [] });
    const deleted = sqs.commandCalls(DeleteMessageCommand).map(({ args: [{ input }] }) => input.ReceiptHandle);
    expect(deleted).toEqual(['receipt of a']);
  });

  it('takes no more than it is asked for', async () => {
    holds([message('a', good)], [message('b', good)]);
    expect((await call('POST /dead-letters/redrive', { limit: 1 })).body).toMatchObject({ moved: 1 });
  });
});
