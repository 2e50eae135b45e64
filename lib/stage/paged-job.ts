import { Duration } from 'aws-cdk-lib';
import { Choice, Condition, JitterType, JsonPath, Succeed, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { alarmOnFailures } from './alarms.ts';
import type { StageFunction } from './stage-function.ts';
import { StageMachine } from './stage-machine.ts';

/** Any error, for about ten minutes. */
export const patiently = {
  errors: ['States.ALL'],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 8,
  maxDelay: Duration.minutes(3),
  jitterStrategy: JitterType.FULL,
};

export interface PagedJobProps {
  /** Called with `{id}` until it answers `{outcome: 'done'}`; keeps how far it is in an item of its own. */
  readonly step: StageFunction;
  /** Of RUNBOOK.md, for executions that failed. */
  readonly heading: string;
}

/** A job over many subscriptions, a stretch of pages a step: seven history events each, so that 25,000 are almost two days of work. */
export class PagedJob extends Construct {
  private readonly machine: StageMachine;

  constructor(scope: Construct, id: string, { step, heading }: PagedJobProps) {
    super(scope, id);
    const pages = new LambdaInvoke(this, 'Pages', {
      lambdaFunction: step,
      payload: TaskInput.fromObject({ id: JsonPath.stringAt('$.id') }),
      payloadResponseOnly: true,
      retryOnServiceExceptions: true,
    });
    pages.addRetry(patiently);
    const isDone = Condition.stringEquals('$.outcome', 'done');
    pages.next(new Choice(this, 'IsDone').when(isDone, new Succeed(this, 'Done')).otherwise(pages));
    this.machine = new StageMachine(this, 'Machine', pages);
    alarmOnFailures(this, heading, this.machine);
  }

  /** Lets `handler` start executions, and see whether they have failed.
   *  @param variable of the environment, for the machine's ARN */
  letStart(handler: StageFunction, variable: string): void {
    this.machine.letStart(handler, variable);
  }
}
