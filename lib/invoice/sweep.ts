import { Duration, TimeZone } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution as StartOnSchedule } from 'aws-cdk-lib/aws-scheduler-targets';
import { JsonPath, type StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { alarmOnFailures, coveredBy } from '../stage/alarms.ts';
import type { StageProps } from '../stage/stage.ts';
import { StageFunction } from '../stage/stage-function.ts';
import { startPages } from '../stage/start-pages.ts';

export interface SweepProps extends StageProps {
  readonly closeMachine: StateMachine;
}

/** Starts, every hour, the close of each subscription whose period is due. One that could not be started stays due, so that the
 *  next hour tries it again. */
export class InvoiceSweep extends Construct {
  /** The state machine of one sweep. It takes no input. */
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);
    this.machine = startPages(this, 'Machine', {
      page: this.findDue(props),
      machine: props.closeMachine,
      names: { all: 'StartCloses', one: 'StartClose' },
      itemsPath: '$.closes',
      input: {
        subscriptionId: JsonPath.stringAt('$.subscriptionId'),
        periodEnd: JsonPath.stringAt('$.periodEnd'),
      },
    });
    alarmOnFailures(this, 'Failed sweeps', this.machine);
    this.sweepHourly();
  }

  private findDue({ storage }: StageProps): StageFunction {
    const handler = new StageFunction(this, 'FindDue', {
      handler: 'invoice/close/sweep',
      alarm: coveredBy('Failed sweeps'),
      timeout: Duration.seconds(30),
    });
    storage.open(handler, 'catalog', 'GetItem');
    storage.openIndex(handler, 'catalog', 'due');
    return handler;
  }

  /** Two minutes past the hour: periods end on the hour, and their grace is a number of whole hours. */
  private sweepHourly(): void {
    new Schedule(this, 'Hourly', {
      description: 'Closes the periods that are due',
      schedule: ScheduleExpression.cron({ minute: '2', hour: '*', timeZone: TimeZone.ETC_UTC }),
      target: new StartOnSchedule(this.machine, { retryAttempts: 5, maxEventAge: Duration.minutes(30) }),
    });
  }
}
