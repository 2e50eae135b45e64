import { Choice, Condition, JsonPath, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { alarmOnFailures } from './alarms.ts';
import { forSevenMinutes } from './retries.ts';
import type { StageFunction } from './stage-function.ts';
import { StageMachine } from './stage-machine.ts';
import { lambdaStep } from './stage-step.ts';

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
    const input = { id: JsonPath.stringAt('$.id') };
    const pages = lambdaStep(this, 'Pages', { handler: step, input, retry: forSevenMinutes });
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
