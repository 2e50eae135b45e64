import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { environment } from '../../platform/environment.ts';
import { deadLetterQueueVariable } from '../contract.ts';

const client = new SQSClient({ maxAttempts: 5 });

/** Characters of the reason: together with the body of a full message, it has to fit into one message. */
const maxDetail = 500;

/** Puts a message that can never be counted as it is into the dead-letter queue, where people look after it. The reason is in
 *  the message's attributes.
 *  @param code stable, such as `unreadable_message` or `late` */
export const sendToDeadLetters = async (body: string, code: string, detail: string): Promise<void> => {
  await client.send(
    new SendMessageCommand({
      QueueUrl: environment(deadLetterQueueVariable),
      MessageBody: body,
      MessageAttributes: {
        code: { DataType: 'String', StringValue: code },
        detail: { DataType: 'String', StringValue: detail.slice(0, maxDetail).toWellFormed() || code },
      },
    }),
  );
};
