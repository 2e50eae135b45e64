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

/** The states of collecting one invoice. An attempt to charge leads to `paid`; or the failure is announced, the days until
 *  the next attempt are waited for, and it is tried again, until no day is left and the collection gives up. */
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

  /** What the function answers replaces the state of the execution. */
  private step(id: string, handler: IFunction): LambdaInvoke {
    return lambdaStep(this, id, { handler, input: stepInput, retry: forUpToTwoHours });
  }

  /** Waits until somebody sends the task's token back, as `Wake` does for a new payment method, or until `$.seconds` have
   *  passed. The latter is the time-out of the task, which the caller catches. */
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

/** The most ticks of one execution. A tick takes eleven history events, 44 if it succeeds at the last retry, and AWS allows
 *  25,000: 500 × 44 = 22,000. */
const ticksPerExecution = 500;

/** The states of advancing a test clock: one tick a second until the clock has arrived. */
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
