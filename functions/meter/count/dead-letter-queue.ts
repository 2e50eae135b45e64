import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { environment } from '../../platform/environment.ts';

const client = new SQSClient({ maxAttempts: 5 });

/** Characters: with the body of a full message, it has to fit into one. */
const maxDetail = 500;

/** Puts what can never be counted as it is where people look after it, with the reason as message attributes. */
export const sendToDeadLetters = async (body: string, code: string, detail: string): Promise<void> => {
  await client.send(
    new SendMessageCommand({
      QueueUrl: environment('DEAD_LETTER_QUEUE_URL'),
      MessageBody: body,
      MessageAttributes: {
        code: { DataType: 'String', StringValue: code },
        detail: { DataType: 'String', StringValue: detail.slice(0, maxDetail).toWellFormed() || code },
      },
    }),
  );
};
