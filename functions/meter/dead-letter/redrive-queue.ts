import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { eventQueueVariable } from '../../ingest/contract.ts';
import { environment } from '../../platform/environment.ts';
import { deadLetterQueueVariable } from '../contract.ts';
import type { DeadMessage } from './dead-letter.ts';

const client = new SQSClient({ maxAttempts: 5 });
const deadLetters = () => environment(deadLetterQueueVariable);

export interface ReceivedMessage extends DeadMessage {
  readonly receipt: string;
}

/** Calls in a row without a new message that end a look. SQS now and then answers with fewer messages than there are. */
const emptyCalls = 2;
/** What SQS gives and takes in one call. */
const messagesPerCall = 10;

/** Receives waiting messages, some at a time, until there are `limit` or no more are found. Each message comes once.
 *  @param seconds that nobody else sees them */
export async function* receive(limit: number, seconds: number): AsyncGenerator<readonly ReceivedMessage[]> {
  const seen = new Set<string>();
  for (let empty = 0; seen.size < limit && empty < emptyCalls; ) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: deadLetters(),
        MaxNumberOfMessages: Math.min(messagesPerCall, limit - seen.size),
        VisibilityTimeout: seconds,
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    const fresh = Messages.map(messageOf).filter(({ messageId }) => !seen.has(messageId));
    for (const { messageId } of fresh) seen.add(messageId);
    empty = fresh.length === 0 ? empty + 1 : 0;
    yield fresh;
  }
}

const messageOf = ({ MessageId, Body, ReceiptHandle, Attributes, MessageAttributes }: Message): ReceivedMessage => ({
  messageId: MessageId ?? '',
  body: Body ?? '',
  code: MessageAttributes?.code?.StringValue ?? null,
  detail: MessageAttributes?.detail?.StringValue ?? null,
  sentAt: Attributes?.SentTimestamp,
  receipt: ReceiptHandle ?? '',
});

/** Lets others see the messages again at once. */
export const release = async (messages: readonly ReceivedMessage[]): Promise<void> => {
  for (let at = 0; at < messages.length; at += messagesPerCall) {
    const Entries = messages
      .slice(at, at + messagesPerCall)
      .map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt, VisibilityTimeout: 0 }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: deadLetters(), Entries }));
  }
};

/** Sends a message back to be counted. It is sent before it is deleted, so that a crash between the two leaves it twice and loses
 *  nothing. */
export const moveBack = async ({ body, receipt }: ReceivedMessage): Promise<void> => {
  await client.send(new SendMessageCommand({ QueueUrl: environment(eventQueueVariable), MessageBody: body }));
  await client.send(new DeleteMessageCommand({ QueueUrl: deadLetters(), ReceiptHandle: receipt }));
};

/** About how many messages there are, as far as SQS knows at the moment. */
export interface Depth {
  /** They can be received. */
  readonly waiting: number;
  /** Somebody has received them and not let them go: nobody else sees them before their time is over. */
  readonly hidden: number;
}

export const depth = async (): Promise<Depth> => {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: deadLetters(),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return {
    waiting: Number(Attributes?.ApproximateNumberOfMessages ?? '0'),
    hidden: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? '0'),
  };
};
