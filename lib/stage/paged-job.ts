import { Choice, Condition, JsonPath, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { alarmOnFailures } from './alarms.ts';
import { forSevenMinutes } from './retries.ts';
import type { StageFunction } from './stage-function.ts';
import { StageMachine } from './stage-machine.ts';
import { lambdaStep } from './stage-step.ts';

export interface PagedJobProps {
  /** Called with `{id}` of the job again and again until it answers `{outcome: 'done'}`. It keeps in a table how far it is. */
  readonly step: StageFunction;
  /** In RUNBOOK.md, for the alarm on executions that failed. */
  readonly heading: string;
}

/** A job over many subscriptions that does a stretch of pages in each step. A step takes seven history events, so that the
 *  25,000 of an execution last for some 3,500 steps: almost two days of work. */
export class PagedJob extends Construct {
  private readonly machine: StageMachine;

  constructor(scope: Construct, id: string, { step, heading }: PagedJobProps) {
    super(scope, id);
    const input = { id: JsonPath.stringAt('$.id') };
    const pages = lambdaStep(this, 'Pages', { handler: step, input, retry: forSevenMinutes });
    const isDone = Condition.stringEquals('$.outcome', 'done');
    pages.next(new Choice(this, 'IsDone').when(isDone, new Succeed(this, 'Done')).otherwise(pages));
    this.machine = new StageMachine(this, 'Machine', pages);
    alarmOnFailures(this, heading, this.machine);
  }

  /** Lets `handler` start executions, and look whether one has failed.
   *  @param variable of the environment in which the function finds the machine's ARN */
  letStart(handler: StageFunction, variable: string): void {
    this.machine.letStart(handler, variable);
  }
}
