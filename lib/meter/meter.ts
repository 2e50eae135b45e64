import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { windowMinutesVariable } from '../../functions/catalog/contract.ts';
import { latePolicyVariable } from '../../functions/ingest/contract.ts';
import { claimRetentionVariable, deadLetterQueueVariable, leaseVariable } from '../../functions/meter/contract.ts';
import { usageRoutes } from '../../functions/meter/usage/usage-routes.ts';
import { onErrors } from '../stage/alarms.ts';
import { letAnnounce, type StageProps } from '../stage/stage.ts';
import { StageFunction } from '../stage/stage-function.ts';
import { MeterEvents } from './events.ts';

export interface MeterProps extends StageProps {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

/** Counts each event of the queue exactly once, and answers what a customer has used. */
export class Meter extends Construct {
  constructor(scope: Construct, id: string, props: MeterProps) {
    super(scope, id);
    this.consume(props);
    this.answer(props);
    new MeterEvents(this, 'Events', props);
  }

  private consume({ config, storage, bus, queue, deadLetters }: MeterProps): void {
    const handler = new StageFunction(this, 'Consumer', {
      handler: 'meter/count/consumer',
      alarm: onErrors('Consumer errors'),
      memorySize: 1769,
      systemLog: 'failures',
      timeout: Duration.seconds(config.consumerSeconds),
      environment: {
        [windowMinutesVariable]: String(config.usageWindowMinutes),
        [claimRetentionVariable]: String(config.claimRetentionDays),
        [leaseVariable]: String(config.consumerSeconds * 2),
        [deadLetterQueueVariable]: deadLetters.queueUrl,
        [latePolicyVariable]: config.latePolicy,
      },
    });
    storage.open(handler, 'claims', 'PartiQLInsert', 'BatchGetItem', 'UpdateItem');
    storage.open(handler, 'log', 'GetItem');
    storage.openLog(handler, 'PutItem', 'entries', 'days', 'conflict', 'conflictList');
    storage.openLog(handler, 'UpdateItem', 'unmatched', 'unreadable', 'unknownCustomer');
    storage.open(handler, 'usage', 'GetItem', 'BatchGetItem', 'UpdateItem', 'ConditionCheckItem');
    storage.open(handler, 'catalog', 'GetItem', 'BatchGetItem', 'Query');
    deadLetters.grant(handler, 'sqs:SendMessage');
    letAnnounce(handler, bus);
    handler.addEventSource(
      new SqsEventSource(queue, {
        batchSize: 100,
        maxBatchingWindow: Duration.seconds(1),
        maxConcurrency: 50,
        reportBatchItemFailures: true,
      }),
    );
  }

  private answer({ config, storage, api }: StageProps): void {
    const handler = new StageFunction(this, 'Usage', {
      handler: 'meter/usage/usage',
      alarm: onErrors('Usage errors'),
      environment: { [windowMinutesVariable]: String(config.usageWindowMinutes) },
    });
    storage.open(handler, 'usage', 'GetItem', 'Query');
    storage.open(handler, 'catalog', 'GetItem');
    api.serve(handler, usageRoutes);
  }
}
