import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { windowMinutesVariable } from '../../functions/catalog/contract.ts';
import { eventQueueVariable, latePolicyVariable } from '../../functions/ingest/contract.ts';
import { claimRetentionVariable, deadLetterQueueVariable } from '../../functions/meter/contract.ts';
import { deadLetterRoutes } from '../../functions/meter/dead-letter/dead-letter-routes.ts';
import { notCountedRoutes } from '../../functions/meter/find/not-counted-routes.ts';
import { customerEventRoutes } from '../../functions/meter/log/customer-event-routes.ts';
import { voidRoutes } from '../../functions/meter/void/void-routes.ts';
import { onErrors } from '../stage/alarms.ts';
import { letAnnounce, type StageProps } from '../stage/stage.ts';
import { StageFunction, type StageFunctionProps } from '../stage/stage-function.ts';

export interface MeterEventsProps extends StageProps {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

/** Answers the HTTP routes by which an operator looks at single events and takes them back, and at messages that could not be
 *  counted. */
export class MeterEvents extends Construct {
  constructor(scope: Construct, id: string, props: MeterEventsProps) {
    super(scope, id);
    this.takeBack(props);
    this.list(props);
    this.listNotCounted(props);
    this.redrive(props);
  }

  /** With memory for whole batches of the log, and with the time that API Gateway waits for an answer. */
  private function(id: string, props: Omit<StageFunctionProps, 'alarm'>): StageFunction {
    const alarm = onErrors('Event route errors');
    return new StageFunction(this, id, { alarm, timeout: Duration.seconds(29), memorySize: 1024, ...props });
  }

  private takeBack({ config, storage, api, bus }: StageProps): void {
    const handler = this.function('Void', {
      handler: 'meter/void/void-event',
      environment: {
        [windowMinutesVariable]: String(config.usageWindowMinutes),
        [claimRetentionVariable]: String(config.claimRetentionDays),
      },
    });
    storage.open(handler, 'claims', 'GetItem');
    storage.open(handler, 'log', 'GetItem', 'Query');
    storage.openLog(handler, 'PutItem', 'voids');
    // It marks the event as void in its batch.
    storage.openLog(handler, 'UpdateItem', 'entries');
    storage.open(handler, 'usage', 'GetItem', 'BatchGetItem', 'UpdateItem');
    storage.open(handler, 'catalog', 'GetItem', 'Query');
    letAnnounce(handler, bus);
    api.serve(handler, voidRoutes);
  }

  private list({ storage, api }: StageProps): void {
    const handler = this.function('List', { handler: 'meter/log/customer-events' });
    storage.open(handler, 'log', 'Query');
    storage.open(handler, 'catalog', 'GetItem');
    api.serve(handler, customerEventRoutes);
  }

  private listNotCounted({ storage, api }: StageProps): void {
    const handler = this.function('NotCounted', { handler: 'meter/find/not-counted' });
    storage.open(handler, 'claims', 'GetItem');
    storage.open(handler, 'log', 'GetItem', 'Query');
    api.serve(handler, notCountedRoutes);
  }

  private redrive({ config, api, queue, deadLetters }: MeterEventsProps): void {
    const handler = this.function('DeadLetters', {
      handler: 'meter/dead-letter/dead-letters',
      environment: {
        [eventQueueVariable]: queue.queueUrl,
        [deadLetterQueueVariable]: deadLetters.queueUrl,
        [latePolicyVariable]: config.latePolicy,
      },
    });
    queue.grant(handler, 'sqs:SendMessage');
    deadLetters.grant(
      handler,
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:ChangeMessageVisibility',
      'sqs:GetQueueAttributes',
    );
    api.serve(handler, deadLetterRoutes);
  }
}
