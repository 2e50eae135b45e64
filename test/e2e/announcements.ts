import {
  EventBridgeClient,
  ListEventBusesCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { endpoint, fresh, region } from './stack.ts';

const settings = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const bus = new EventBridgeClient(settings);
const sqs = new SQSClient(settings);

const announced = z.object({ detail: z.record(z.string(), z.unknown()) });

/** The details of what is announced as `type` from now on. */
export const listenTo = async (type: string) => {
  const name = fresh('heard');
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const { EventBuses = [] } = await bus.send(new ListEventBusesCommand({}));
  for (const { Name: EventBusName } of EventBuses) {
    const EventPattern = JSON.stringify({ 'detail-type': [type] });
    await bus.send(new PutRuleCommand({ Name: name, EventBusName, EventPattern }));
    const Targets = [{ Id: 'queue', Arn: Attributes?.QueueArn }];
    await bus.send(new PutTargetsCommand({ Rule: name, EventBusName, Targets }));
  }
  const heard: Readonly<Record<string, unknown>>[] = [];
  return async () => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    heard.push(...Messages.map(({ Body = '{}' }) => announced.parse(JSON.parse(Body)).detail));
    return heard;
  };
};
