import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { alarmOnMessages } from './alarms.ts';
import type { StageFunction } from './stage-function.ts';

/** The queue of announcements that a stage could not handle, so that none is lost silently.
 *  @param heading in RUNBOOK.md, for the alarm when there is one */
export const lostAnnouncements = (scope: Construct, heading: string): Queue => {
  const queue = new Queue(scope, 'LostAnnouncements', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'It is the dead-letter queue of the functions that hear the bus.',
  });
  alarmOnMessages(scope, heading, queue);
  return queue;
};

/** The types of announcements that are heard of the source `meterline.<stage>`. */
export type Hearing = readonly [stage: string, ...types: readonly string[]];

/** Lets `handler` hear announcements. One that cannot be delivered to it within 24 hours, or that it failed three times to
 *  handle, goes to `lost`. */
export const listen = (handler: StageFunction, bus: EventBus, lost: Queue, ...hearings: readonly Hearing[]): void => {
  for (const [stage, ...types] of hearings) {
    new Rule(handler, `Hears${stage}`, {
      eventBus: bus,
      eventPattern: { source: [`meterline.${stage}`], detailType: [...types] },
      targets: [
        new LambdaFunction(handler, { deadLetterQueue: lost, maxEventAge: Duration.hours(24), retryAttempts: 185 }),
      ],
    });
  }
  handler.configureAsyncInvoke({
    onFailure: new SqsDestination(lost),
    retryAttempts: 2,
    maxEventAge: Duration.hours(6),
  });
};
