import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { enqueue } from '../../../functions/ingest/event-queue.ts';
import { mockClient } from '../../support/mock-client.ts';

const sqs = mockClient(SQSClient);
const calls = () => sqs.commandCalls(SendMessageBatchCommand).map(({ args: [{ input }] }) => input.Entries ?? []);

beforeEach(() => {
  sqs.reset();
  vi.stubEnv('EVENT_QUEUE_URL', 'https://queue');
});

describe('messages go to SQS in as few calls as it takes', () => {
  it('10 a call, each with an id of its own in it', async () => {
    sqs.on(SendMessageBatchCommand).resolves({ Failed: [] });
    const bodies = Array.from({ length: 21 }, (_, n) => `message ${n}`);
    await enqueue(bodies);
    expect(calls().map((entries) => entries.length)).toEqual([10, 10, 1]);
    expect(calls().flatMap((entries) => entries.map(({ MessageBody }) => MessageBody))).toEqual(bodies);
    for (const entries of calls()) expect(new Set(entries.map(({ Id }) => Id)).size).toBe(entries.length);
  });

  it('256 KiB a call: bytes, not characters', async () => {
    sqs.on(SendMessageBatchCommand).resolves({});
    const half = 'é'.repeat(64 * 1024);
    await enqueue([half, half, 'a', half]);
    expect(calls().map((entries) => entries.length)).toEqual([2, 2]);
  });

  it('nothing is no call', async () => {
    await enqueue([]);
    expect(calls()).toEqual([]);
  });
});

describe('an answer is given only when SQS has everything', () => {
  const unavailable = expect.objectContaining({ code: 'queue_unavailable', retryable: true });

  it('one message refused: the whole request has to be sent again', async () => {
    const Failed = [{ Id: '1', Code: 'InternalError', SenderFault: false }];
    sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed });
    await expect(enqueue(['a', 'b'])).rejects.toEqual(unavailable);
  });

  it('one call of several fails: the same, and the cause is kept', async () => {
    const outage = new Error('socket hang up');
    sqs.on(SendMessageBatchCommand).resolvesOnce({}).rejects(outage);
    await expect(enqueue(Array(11).fill('a'))).rejects.toMatchObject({ code: 'queue_unavailable', cause: outage });
  });

  it('a queue that was never set is our mistake, not an outage', async () => {
    vi.stubEnv('EVENT_QUEUE_URL', '');
    await expect(enqueue(['a'])).rejects.toThrow(TypeError);
  });
});
