import { Duration, TimeZone } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution as StartOnSchedule } from 'aws-cdk-lib/aws-scheduler-targets';
import { JsonPath, type StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { alarmOnFailures, coveredBy } from '../stage/alarms.ts';
import { letAnnounce, type StageProps } from '../stage/stage.ts';
import { StageFunction } from '../stage/stage-function.ts';
import { startPages } from '../stage/start-pages.ts';
import type { SweepProps } from './sweep.ts';

/** Looks, once a day, at the customers for whom something was counted that no open period bills: announces what lies in no
 *  period, and starts the final closes of subscriptions that have ended. */
export class LateSweep extends Construct {
  /** The state machine of one sweep. It takes no input. */
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);
    this.machine = startPages(this, 'Machine', {
      page: this.findMarked(props),
      machine: props.closeMachine,
      names: { all: 'StartFinalCloses', one: 'StartFinalClose' },
      itemsPath: '$.closes',
      input: {
        subscriptionId: JsonPath.stringAt('$.subscriptionId'),
        periodEnd: JsonPath.stringAt('$.periodEnd'),
      },
    });
    alarmOnFailures(this, 'Failed late sweeps', this.machine);
    new Schedule(this, 'Daily', {
      description: 'Bills what came late after the last period, and announces what lies in no period',
      schedule: ScheduleExpression.cron({ minute: '32', hour: '3', timeZone: TimeZone.ETC_UTC }),
      target: new StartOnSchedule(this.machine, { retryAttempts: 5, maxEventAge: Duration.minutes(30) }),
    });
  }

  private findMarked({ storage, bus }: StageProps): StageFunction {
    const handler = new StageFunction(this, 'FindMarked', {
      handler: 'invoice/close/late-sweep',
      alarm: coveredBy('Failed late sweeps'),
      timeout: Duration.minutes(5),
    });
    storage.open(handler, 'catalog', 'GetItem', 'Query');
    storage.open(handler, 'usage', 'GetItem', 'Query', 'UpdateItem', 'DeleteItem');
    storage.open(handler, 'invoices', 'GetItem', 'Query', 'PutItem');
    letAnnounce(handler, bus);
    return handler;
  }
}
