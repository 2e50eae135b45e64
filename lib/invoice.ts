import { Duration, TimeZone } from 'aws-cdk-lib';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution as StartOnSchedule } from 'aws-cdk-lib/aws-scheduler-targets';
import {
  Choice,
  Condition,
  Map as ForEach,
  JitterType,
  JsonPath,
  Pass,
  Result,
  type StateMachine,
  Succeed,
  TaskInput,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke, StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import {
  stage as catalogStage,
  graceVariable,
  subscriptionCreatedType,
  windowMinutesVariable,
} from '../functions/catalog/contract.ts';
import { autoFinalizeVariable } from '../functions/invoice/contract.ts';
import { eventStatusRoutes } from '../functions/invoice/event-status-routes.ts';
import { previewRoutes } from '../functions/invoice/preview-routes.ts';
import { alarmOnFailures } from './alarms.ts';
import { InvoiceCredits } from './invoice-credits.ts';
import { finalizationVariables, InvoiceLifecycle } from './invoice-lifecycle.ts';
import { invoicePrinter } from './invoice-printer.ts';
import { answerReaders } from './invoice-reading.ts';
import { letAnnounce, type StageProps } from './stage.ts';
import { StageFunction, type StageFunctionProps } from './stage-function.ts';
import { StageMachine } from './stage-machine.ts';
import { letCalculateTax } from './tax-engine.ts';

/** Where a step's outcome lies in the state of the close. */
const outcomeOf = (step: string): string => `$.${step}.outcome`;

const periodInput = {
  subscriptionId: JsonPath.stringAt('$.subscriptionId'),
  periodEnd: JsonPath.stringAt('$.periodEnd'),
};
const invoiceInput = { invoiceId: JsonPath.stringAt('$.draft.invoiceId') };

/** Local spellings differ; one of these on AWS. */
const alreadyStarted = [
  'StepFunctions.ExecutionAlreadyExistsException',
  'StepFunctions.ExecutionAlreadyExists',
  'ExecutionAlreadyExists',
];

/** Any error, for about twenty minutes: closes of the same hour compete for the next invoice number. */
const patiently = {
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.minutes(3),
  maxAttempts: 12,
  jitterStrategy: JitterType.FULL,
};

/** Between two pages of 100 closes, so that they are not all under way at once. */
const pagePace = Duration.seconds(3);

/** Closes the periods that are due and invoices them. */
export class Invoice extends Construct {
  /** Input `{subscriptionId, periodEnd}`; a period that is not due, or closed already, is left alone. */
  readonly closeMachine: StateMachine;
  /** Starts the close of everything that is due; takes no input. */
  readonly sweepMachine: StateMachine;

  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    this.closeMachine = this.makeCloseMachine(props);
    this.sweepMachine = this.makeSweepMachine(props);
    this.sweepHourly();
    this.billStarts(props);
    const printer = invoicePrinter(this);
    answerReaders(this, props, printer);
    this.locate(props);
    this.preview(props);
    new InvoiceCredits(this, 'Accounts', { ...props, printer });
    new InvoiceLifecycle(this, 'Lifecycle', props);
  }

  private makeCloseMachine(props: StageProps): StateMachine {
    const freeze = this.step('Freeze', this.freeze(props), periodInput);
    const complete = this.step('Complete', this.complete(props), periodInput);
    const nextPeriod = new Pass(this, 'NextPeriod', {
      parameters: {
        subscriptionId: JsonPath.stringAt('$.subscriptionId'),
        periodEnd: JsonPath.stringAt('$.complete.periodEnd'),
      },
    });
    const invoicing = this.step('Draft', this.draft(props), periodInput)
      .next(this.step('Finalize', this.finalize(props), invoiceInput))
      .next(this.step('Announce', this.announce(props), invoiceInput))
      .next(complete)
      .next(
        new Choice(this, 'IsNextDue')
          .when(Condition.stringEquals(outcomeOf('complete'), 'next_due'), nextPeriod)
          .otherwise(new Succeed(this, 'Closed')),
      );
    nextPeriod.next(freeze);
    freeze.next(
      new Choice(this, 'IsDue')
        .when(Condition.stringEquals(outcomeOf('freeze'), 'due'), invoicing)
        .otherwise(new Succeed(this, 'NothingToClose')),
    );
    const machine = new StageMachine(this, 'Close', freeze);
    alarmOnFailures(this, 'Failed closes', machine);
    return machine;
  }

  /** Result in the state under the step's name. What a retry cannot mend fails the execution, and the next sweep
   *  starts it again. */
  private step(id: string, handler: StageFunction, input: Record<string, unknown>, resultPath?: string): LambdaInvoke {
    const step = new LambdaInvoke(this, id, {
      lambdaFunction: handler,
      payload: TaskInput.fromObject(input),
      payloadResponseOnly: true,
      resultPath: resultPath ?? `$.${id.toLowerCase()}`,
      retryOnServiceExceptions: true,
    });
    step.addRetry(patiently);
    return step;
  }

  private stepFunction(id: string, props: StageFunctionProps): StageFunction {
    return new StageFunction(this, id, { timeout: Duration.seconds(30), ...props });
  }

  private freeze({ storage }: StageProps): StageFunction {
    const handler = this.stepFunction('FreezeStep', { handler: 'invoice/freeze' });
    storage.open(handler, 'catalog', 'GetItem', 'PutItem');
    storage.open(handler, 'usage', 'GetItem', 'UpdateItem');
    return handler;
  }

  /** Finalizes drafts before that are held, too. */
  private draft(props: StageProps): StageFunction {
    const { config, storage, bus } = props;
    const environment = finalizationVariables(config);
    const handler = this.stepFunction('DraftStep', { handler: 'invoice/draft', environment });
    storage.open(handler, 'catalog', 'GetItem', 'Query', 'PutItem');
    storage.open(handler, 'usage', 'GetItem', 'Query');
    storage.open(handler, 'invoices', 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem');
    letAnnounce(handler, bus);
    letCalculateTax(handler, props);
    return handler;
  }

  private finalize(props: StageProps): StageFunction {
    const { config, storage } = props;
    const environment = {
      ...finalizationVariables(config),
      [autoFinalizeVariable]: String(config.autoFinalize),
    };
    const handler = this.stepFunction('FinalizeStep', { handler: 'invoice/finalize', environment });
    storage.open(handler, 'catalog', 'GetItem');
    storage.open(handler, 'invoices', 'GetItem', 'PutItem', 'Query', 'UpdateItem');
    letCalculateTax(handler, props);
    return handler;
  }

  private announce({ storage, bus }: StageProps): StageFunction {
    const handler = this.stepFunction('AnnounceStep', { handler: 'invoice/announce' });
    storage.open(handler, 'invoices', 'GetItem');
    letAnnounce(handler, bus);
    return handler;
  }

  private complete({ config, storage }: StageProps): StageFunction {
    const environment = { [graceVariable]: String(config.graceHours) };
    const handler = this.stepFunction('CompleteStep', { handler: 'invoice/complete', environment });
    storage.open(handler, 'catalog', 'GetItem', 'PutItem');
    return handler;
  }

  /** A page of due subscriptions at a time, each with an execution of its own to start the closes: about twenty history
   *  events a page here, so that one sweep reaches over 100,000 subscriptions (25,000 events are the limit). */
  private makeSweepMachine(props: StageProps): StateMachine {
    const input = { cursor: JsonPath.stringAt('$.cursor'), run: JsonPath.stringAt('$$.Execution.Name') };
    const page = this.step('Page', this.findDue(props), input, '$.page');
    const startPage = new StepFunctionsStartExecution(this, 'StartPage', {
      stateMachine: this.makePageMachine(),
      input: TaskInput.fromObject({ closes: JsonPath.listAt('$.page.closes') }),
      resultPath: JsonPath.DISCARD,
    });
    startPage.addRetry(patiently);
    const nextPage = new Pass(this, 'NextPage', { parameters: { cursor: JsonPath.stringAt('$.page.cursor') } });
    nextPage.next(new Wait(this, 'Pace', { time: WaitTime.duration(pagePace) })).next(page);
    page
      .next(startPage)
      .next(
        new Choice(this, 'IsLastPage')
          .when(Condition.isNull('$.page.cursor'), new Succeed(this, 'Swept'))
          .otherwise(nextPage),
      );
    const fromStart = new Pass(this, 'FromStart', { result: Result.fromObject({ cursor: null }) });
    const machine = new StageMachine(this, 'Sweep', fromStart.next(page));
    alarmOnFailures(this, 'Failed sweeps', machine);
    return machine;
  }

  /** Starts the closes of one page. */
  private makePageMachine(): StateMachine {
    const startCloses = new ForEach(this, 'StartCloses', { itemsPath: '$.closes', maxConcurrency: 10 });
    const machine = new StageMachine(this, 'DuePage', startCloses.itemProcessor(this.startClose()));
    alarmOnFailures(this, 'Failed sweep pages', machine);
    return machine;
  }

  private findDue({ storage }: StageProps): StageFunction {
    const handler = this.stepFunction('FindDue', { handler: 'invoice/sweep' });
    storage.open(handler, 'catalog', 'GetItem');
    storage.openIndex(handler, 'catalog', 'due');
    return handler;
  }

  private startClose(): StepFunctionsStartExecution {
    const start = new StepFunctionsStartExecution(this, 'StartClose', {
      stateMachine: this.closeMachine,
      name: JsonPath.stringAt('$.name'),
      input: TaskInput.fromObject(periodInput),
    });
    start.addRetry({ errors: alreadyStarted, maxAttempts: 0 });
    start.addRetry(patiently);
    start.addCatch(new Pass(this, 'StartedBefore'), { errors: alreadyStarted });
    return start;
  }

  /** Shortly after the hour, when the grace of periods that end on the hour is over. */
  private sweepHourly(): void {
    new Schedule(this, 'Hourly', {
      description: 'Closes the periods that are due',
      schedule: ScheduleExpression.cron({ minute: '2', hour: '*', timeZone: TimeZone.ETC_UTC }),
      target: new StartOnSchedule(this.sweepMachine, { retryAttempts: 5, maxEventAge: Duration.minutes(30) }),
    });
  }

  /** Fees in advance are due when a subscription starts. An announcement that gets lost is made up for by the sweep. */
  private billStarts({ bus }: StageProps): void {
    new Rule(this, 'SubscriptionStarts', {
      description: 'Bills the fees in advance of a new subscription',
      eventBus: bus,
      eventPattern: {
        source: [`meterline.${catalogStage}`],
        detailType: [subscriptionCreatedType],
        detail: { billsAtStart: [true] },
      },
      targets: [new SfnStateMachine(this.closeMachine, { input: RuleTargetInput.fromEventPath('$.detail') })],
    });
  }

  /** Where an event is, up to the line that bills it. */
  private locate({ config, storage, api }: StageProps): void {
    const environment = { [windowMinutesVariable]: String(config.usageWindowMinutes) };
    const handler = this.stepFunction('EventStatus', { handler: 'invoice/event-status', environment });
    storage.open(handler, 'claims', 'GetItem');
    storage.open(handler, 'log', 'GetItem', 'Query');
    storage.open(handler, 'catalog', 'GetItem', 'Query');
    storage.open(handler, 'invoices', 'GetItem');
    api.serve(handler, eventStatusRoutes);
  }

  /** What the invoice of the open period would be. */
  private preview(props: StageProps): void {
    const { storage, api } = props;
    const handler = this.stepFunction('Preview', { handler: 'invoice/preview' });
    storage.open(handler, 'catalog', 'GetItem', 'Query');
    storage.open(handler, 'usage', 'GetItem', 'Query');
    storage.open(handler, 'invoices', 'GetItem', 'Query');
    letCalculateTax(handler, props);
    api.serve(handler, previewRoutes);
  }
}
