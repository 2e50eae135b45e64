import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  IntegrationPattern,
  JsonPath,
  Pass,
  Wait as Pause,
  Succeed,
  TaskInput,
  Timeout,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { forAMinute, forUpToTwoHours } from '../stage/retries.ts';
import { goOnAnew, lambdaStep } from '../stage/stage-step.ts';

export interface CollectionSteps {
  readonly attempt: IFunction;
  readonly recordPayment: IFunction;
  readonly announceStage: IFunction;
  readonly wait: IFunction;
  readonly giveUp: IFunction;
}

const stepInput = {
  customerId: JsonPath.stringAt('$.customerId'),
  invoiceId: JsonPath.stringAt('$.invoiceId'),
  attempt: JsonPath.numberAt('$.attempt'),
};

/** attempt → paid; or the stage is announced, waited for and tried again, until no day is left. */
export class CollectionStates extends Construct {
  readonly start: IChainable;

  constructor(
    scope: Construct,
    id: string,
    private readonly steps: CollectionSteps,
  ) {
    super(scope, id);
    const attempt = this.step('Attempt', steps.attempt);
    const wait = this.waiting();
    wait.addCatch(attempt, { errors: ['States.Timeout'], resultPath: JsonPath.DISCARD });
    wait.next(attempt);
    const giveUp = this.step('GiveUp', steps.giveUp);
    giveUp.next(new Succeed(this, 'NotPaid'));
    this.start = attempt.next(
      new Choice(this, 'Outcome')
        .when(is('$.outcome', 'paid'), this.recording())
        .when(is('$.outcome', 'declined'), this.announcing(wait, giveUp))
        .when(is('$.outcome', 'not_yet'), wait)
        .when(is('$.outcome', 'give_up'), giveUp)
        .otherwise(new Succeed(this, 'SettledOtherwise')),
    );
  }

  /** The result is the whole state of what follows. */
  private step(id: string, handler: IFunction): LambdaInvoke {
    return lambdaStep(this, id, { handler, input: stepInput, retry: forUpToTwoHours });
  }

  /** Ends when somebody sends the token back, or `seconds` later. */
  private waiting(): LambdaInvoke {
    const wait = new LambdaInvoke(this, 'Wait', {
      lambdaFunction: this.steps.wait,
      integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      payload: TaskInput.fromObject({ ...stepInput, token: JsonPath.taskToken }),
      taskTimeout: Timeout.at('$.seconds'),
      resultPath: JsonPath.DISCARD,
    });
    wait.addRetry(forUpToTwoHours);
    return wait;
  }

  private recording(): IChainable {
    return this.step('RecordPayment', this.steps.recordPayment).next(
      new Choice(this, 'IsApplied').when(is('$.outcome', 'paid'), new Succeed(this, 'Paid')).otherwise(
        new Fail(this, 'PaymentUnapplied', {
          error: 'PaymentUnapplied',
          cause: 'The customer was charged for an invoice that something else had settled: refund the payment.',
        }),
      ),
    );
  }

  private announcing(wait: IChainable, giveUp: IChainable): IChainable {
    return this.step('AnnounceStage', this.steps.announceStage).next(
      new Choice(this, 'IsDayLeft').when(is('$.next', 'wait'), wait).otherwise(giveUp),
    );
  }
}

/** Of one execution: eleven history events each, 44 where it succeeds at the last try, of 25,000 that AWS allows. */
const ticksPerExecution = 500;

/** Ticks until the clock has arrived. */
export class AdvanceStates extends Construct {
  readonly start: IChainable;

  constructor(scope: Construct, id: string, tick: IFunction) {
    super(scope, id);
    const testClockId = JsonPath.stringAt('$.testClockId');
    const look = lambdaStep(this, 'Tick', {
      handler: tick,
      input: { testClockId },
      resultPath: '$.tick',
      retry: forAMinute,
    });
    const first = new Pass(this, 'FirstTick', { parameters: { testClockId, ticks: 1 } });
    const ticks = JsonPath.mathAdd(JsonPath.numberAt('$.ticks'), 1);
    const next = new Pass(this, 'NextTick', { parameters: { testClockId, ticks } });
    const pause = new Pause(this, 'LetItSettle', { time: WaitTime.duration(Duration.seconds(1)) });
    pause.next(next).next(look);
    look.next(
      new Choice(this, 'IsReady')
        .when(is('$.tick.outcome', 'ready'), new Succeed(this, 'Ready'))
        .when(Condition.numberGreaterThanEquals('$.ticks', ticksPerExecution), this.goOnAnew())
        .otherwise(pause),
    );
    this.start = first.next(look);
  }

  private goOnAnew(): IChainable {
    const input = { 'testClockId.$': '$.testClockId' };
    return goOnAnew(this, 'GoOnAnew', input, new Succeed(this, 'HandedOn'));
  }
}

const is = (path: string, value: string): Condition => Condition.stringEquals(path, value);
