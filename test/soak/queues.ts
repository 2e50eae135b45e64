import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { stackName } from '../../localstack/deploy/stack.ts';
import { clientAt } from '../../localstack/emulator/environment.ts';

/** Deployed names by the beginning of their logical ids. */
export const resourcesAt = async (endpoint: string): Promise<(prefix: string, type: string) => string> => {
  const client = new CloudFormationClient(clientAt(endpoint));
  const all: { id: string; type: string; name: string }[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stackName })) {
    for (const { LogicalResourceId = '', ResourceType = '', PhysicalResourceId = '' } of page.StackResourceSummaries ??
      []) {
      all.push({ id: LogicalResourceId, type: ResourceType, name: PhysicalResourceId });
    }
  }
  return (prefix, type) => {
    const found = all.find((one) => one.id.startsWith(prefix) && one.type === type);
    if (found === undefined) throw new TypeError(`the stack has no ${type} ${prefix}`);
    return found.name;
  };
};

export interface DeadLetter {
  readonly body: string;
  readonly code: string;
}

/** A queue as its operator sees it. */
export class QueueView {
  private readonly client: SQSClient;

  constructor(
    endpoint: string,
    private readonly url: string,
  ) {
    this.client = new SQSClient(clientAt(endpoint));
  }

  async send(body: string): Promise<void> {
    await this.client.send(new SendMessageCommand({ QueueUrl: this.url, MessageBody: body }));
  }

  /** Messages that wait, and messages that are being worked on. */
  async depth(): Promise<{ readonly waiting: number; readonly underway: number }> {
    const { Attributes } = await this.client.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.url,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return {
      waiting: Number(Attributes?.ApproximateNumberOfMessages ?? '0'),
      underway: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? '0'),
    };
  }

  /** Takes out everything there is. */
  async drain(): Promise<readonly DeadLetter[]> {
    const found: DeadLetter[] = [];
    for (;;) {
      const { Messages = [] } = await this.client.send(
        new ReceiveMessageCommand({
          QueueUrl: this.url,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 120,
          MessageAttributeNames: ['All'],
        }),
      );
      if (Messages.length === 0) return found;
      for (const { Body = '', MessageAttributes, ReceiptHandle } of Messages) {
        found.push({ body: Body, code: MessageAttributes?.code?.StringValue ?? 'received too often' });
        await this.client.send(new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle }));
      }
    }
  }
}
