import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { MeterlineError } from '../kernel/meterline-error.ts';
import { environment } from '../platform/environment.ts';
import { lean, oneStack } from '../platform/table/lean-client.ts';
import { eventQueueVariable } from './contract.ts';

/** SQS may not have taken everything. The whole request can be sent again: what did arrive is then a duplicate. */
export class QueueUnavailable extends MeterlineError {
  readonly code = 'queue_unavailable';
  readonly kind = 'unavailable';
  override readonly retryable = true;
}

const client = lean(new SQSClient({ maxAttempts: 3, ...oneStack }));

/** A call of SendMessageBatch takes 10 messages, and these 256 KiB all together. */
const bytesPerCall = 256 * 1024;
const messagesPerCall = 10;

/** Returns when SQS has all of the messages.
 *  @throws QueueUnavailable when it may not have */
export const enqueue = async (bodies: readonly string[]): Promise<void> => {
  const queue = environment(eventQueueVariable);
  await Promise.all(calls(bodies).map((call) => send(queue, call)));
};

/** Packs the messages into as few calls as their order allows. */
const calls = (bodies: readonly string[]): readonly (readonly string[])[] => {
  const groups: string[][] = [];
  let room = 0;
  for (const body of bodies) {
    const bytes = Buffer.byteLength(body);
    const last = groups.at(-1);
    if (last === undefined || last.length === messagesPerCall || bytes > room) {
      groups.push([body]);
      room = bytesPerCall - bytes;
    } else {
      last.push(body);
      room -= bytes;
    }
  }
  return groups;
};

const send = async (queue: string, bodies: readonly string[]): Promise<void> => {
  const Entries = bodies.map((body, index) => ({ Id: String(index), MessageBody: body }));
  const answer = await client
    .send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }))
    .catch((cause: unknown) => refuse(cause));
  if ((answer.Failed ?? []).length > 0) refuse(answer.Failed);
};

const refuse = (cause: unknown): never => {
  throw new QueueUnavailable('The queue did not take everything: send the whole request again.', { cause });
};
