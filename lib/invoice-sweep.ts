import { Duration, Stack, TimeZone, Validations } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution as StartOnSchedule } from 'aws-cdk-lib/aws-scheduler-targets';
import {
  Choice,
  Condition,
  DistributedMap,
  Fail,
  type IChainable,
  JsonPath,
  Pass,
  Result,
  type StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { alarmOnFailures } from './alarms.ts';
import type { StageProps } from './stage.ts';
import { StageFunction } from './stage-function.ts';
import { StageMachine } from './stage-machine.ts';
import { alreadyStarted, briefly, goOnAnew, lambdaStep } from './stage-step.ts';

interface SweepProps extends StageProps {
  readonly closeMachine: StateMachine;
}

/** Between two pages, so that not all closes are under way at once: they compete for the next invoice number. */
const pagePace = Duration.seconds(3);

/** Calls of `StartExecution` at a time. */
const startsAtOnce = 20;

/** How far the sweep is. */
const progress = {
  cursor: JsonPath.stringAt('$.cursor'),
  run: JsonPath.stringAt('$.run'),
  pages: JsonPath.numberAt('$.pages'),
  incomplete: JsonPath.objectAt('$.incomplete'),
};

/** Starts, every hour, the close of each subscription that is due. */
export class InvoiceSweep extends Construct {
  /** Takes no input. */
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);
    this.machine = this.makeMachine(props);
    this.sweepHourly();
  }

  /** A page of due subscriptions at a time. Each close is started by a child execution, which keeps its events to itself: here
   *  a page is about twenty, and after so many pages another execution goes on. A page that could not be started whole is
   *  passed over, and fails the sweep when all others are done: what was not started stays due. */
  private makeMachine(props: SweepProps): StateMachine {
    const page = lambdaStep(this, 'Page', { handler: this.findDue(props), input: progress, resultPath: '$' });
    const goOn = this.goOn(page);
    const pageNotStarted = new Pass(this, 'PageNotStarted', {
      result: Result.fromBoolean(true),
      resultPath: '$.incomplete',
    });
    const startCloses = this.startCloses(props);
    startCloses.addCatch(pageNotStarted, { resultPath: JsonPath.DISCARD });
    pageNotStarted.next(goOn);
    page.next(startCloses).next(goOn);
    const machine = new StageMachine(this, 'Machine', this.start(page));
    machine.letStartItself();
    acknowledgeChildren(machine);
    alarmOnFailures(this, 'Failed sweeps', machine);
    return machine;
  }

  /** From the beginning, or from where another execution has come to. */
  private start(page: IChainable): IChainable {
    const run = JsonPath.stringAt('$$.Execution.Name');
    const first = new Pass(this, 'FromStart', { parameters: { cursor: '', run, pages: 0, incomplete: false } });
    return new Choice(this, 'IsUnderWay').when(Condition.isPresent('$.run'), page).otherwise(first.next(page));
  }

  private goOn(page: IChainable): Choice {
    const pace = new Wait(this, 'Pace', { time: WaitTime.duration(pagePace) });
    const input = { 'cursor.$': '$.cursor', 'run.$': '$.run', pages: 0, 'incomplete.$': '$.incomplete' };
    const anew = goOnAnew(this, 'GoOnAnew', input, new Succeed(this, 'HandedOn'));
    const notAll = new Fail(this, 'Incomplete', {
      error: 'SweepIncomplete',
      cause: 'Not every page was started whole',
    });
    return new Choice(this, 'IsLastPage')
      .when(Condition.stringEquals('$.next', 'page'), pace.next(page))
      .when(Condition.stringEquals('$.next', 'execution'), anew)
      .when(Condition.booleanEquals('$.incomplete', true), notAll)
      .otherwise(new Succeed(this, 'Swept'));
  }

  private findDue({ storage }: StageProps): StageFunction {
    const handler = new StageFunction(this, 'FindDue', { handler: 'invoice/sweep', timeout: Duration.seconds(30) });
    storage.open(handler, 'catalog', 'GetItem');
    storage.openIndex(handler, 'catalog', 'due');
    return handler;
  }

  private startCloses({ closeMachine }: SweepProps): DistributedMap {
    const start = new StepFunctionsStartExecution(this, 'StartClose', {
      stateMachine: closeMachine,
      name: JsonPath.stringAt('$.name'),
      input: TaskInput.fromObject({
        subscriptionId: JsonPath.stringAt('$.subscriptionId'),
        periodEnd: JsonPath.stringAt('$.periodEnd'),
      }),
    });
    start.addRetry({ errors: alreadyStarted, maxAttempts: 0 });
    start.addRetry(briefly);
    start.addCatch(new Pass(this, 'StartedBefore'), { errors: alreadyStarted });
    const all = new DistributedMap(this, 'StartCloses', {
      itemsPath: '$.closes',
      mapExecutionType: StateMachineType.EXPRESS,
      maxConcurrency: startsAtOnce,
      resultPath: JsonPath.DISCARD,
    });
    all.itemProcessor(start);
    return all;
  }

  /** Shortly after the hour, when the grace of periods that end on the hour is over. */
  private sweepHourly(): void {
    new Schedule(this, 'Hourly', {
      description: 'Closes the periods that are due',
      schedule: ScheduleExpression.cron({ minute: '2', hour: '*', timeZone: TimeZone.ETC_UTC }),
      target: new StartOnSchedule(this.machine, { retryAttempts: 5, maxEventAge: Duration.minutes(30) }),
    });
  }
}

/** CDK lets the machine describe, stop and redrive the child executions of its own map. */
const acknowledgeChildren = (machine: StateMachine): void => {
  const arn = JSON.stringify(Stack.of(machine).resolve(machine.stateMachineArn));
  const executions = `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:{"Fn::Select":[6,{"Fn::Split":[":",${arn}]}]}`;
  const reason = 'The child executions of its own map have names that are not known before.';
  const ids = [`${executions}:*`, `${executions}/*:*`].map((of) => `AwsSolutions-IAM5[Resource::${of}]`);
  const policy = machine.node.findChild('DistributedMapPolicy');
  for (const id of ids) Validations.of(policy).acknowledge({ id, reason });
};
