import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Choice, Condition, JsonPath, Pass, type StateMachine, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import type { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import {
  stage as catalogStage,
  graceVariable,
  startingTypes,
  windowMinutesVariable,
} from '../../functions/catalog/contract.ts';
import { previewRoutes } from '../../functions/invoice/close/preview-routes.ts';
import { autoFinalizeVariable } from '../../functions/invoice/contract.ts';
import { eventStatusRoutes } from '../../functions/invoice/evidence/event-status-routes.ts';
import { alarmOnFailures, coveredBy, onErrors } from '../stage/alarms.ts';
import { letAnnounce, type StageProps } from '../stage/stage.ts';
import { memoryForInvoices, StageFunction, type StageFunctionProps } from '../stage/stage-function.ts';
import { StageMachine } from '../stage/stage-machine.ts';
import { goOnAnew, lambdaStep } from '../stage/stage-step.ts';
import { InvoiceCredits } from './credits.ts';
import { LateSweep } from './late-sweep.ts';
import { finalizationVariables, InvoiceLifecycle } from './lifecycle.ts';
import { invoicePrinter } from './printer.ts';
import { answerReaders } from './reading.ts';
import { InvoiceSweep } from './sweep.ts';
import { letCalculateTax } from './tax-engine.ts';
import { Verification } from './verification.ts';

/** The JSON path at which the state of the close has a step's outcome. */
const outcomeOf = (step: string): string => `$.${step}.outcome`;

const periodInput = {
  subscriptionId: JsonPath.stringAt('$.subscriptionId'),
  periodEnd: JsonPath.stringAt('$.periodEnd'),
};
const invoiceInput = { invoiceId: JsonPath.stringAt('$.draft.invoiceId') };

/** The most periods that one execution closes, when a subscription is far behind. A period without retries takes about forty
 *  history events, and AWS allows 25,000 in an execution: 200 × 40 = 8,000 leaves room for retries. */
const periodsPerExecution = 200;

/** A step of the close that fails for good fails the execution, which has an alarm. */
const alarm = coveredBy('Failed closes');

/** Closes billing periods that are due, and makes, shows and corrects their invoices. */
export class Invoice extends Construct {
  /** Closes the period of a subscription that ends at `periodEnd`, and those after it that are due as well. Input
   *  `{subscriptionId, periodEnd}`; a period that is not due, or is closed already, is left alone. */
  readonly closeMachine: StateMachine;

  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    this.closeMachine = this.makeCloseMachine(props);
    new InvoiceSweep(this, 'Sweep', { ...props, closeMachine: this.closeMachine });
    new LateSweep(this, 'LateSweep', { ...props, closeMachine: this.closeMachine });
    this.billStarts(props);
    const printer = invoicePrinter(this);
    answerReaders(this, props, printer);
    this.locate(props);
    this.preview(props);
    new InvoiceCredits(this, 'Accounts', { ...props, printer });
    new InvoiceLifecycle(this, 'Lifecycle', props);
  }

  /** freeze → draft → verify → finalize → announce → complete, and again from the start for the next period if that is due. A
   *  final close that finds nothing to bill goes from draft to complete. */
  private makeCloseMachine(props: StageProps): StateMachine {
    const freeze = this.step('Freeze', this.freeze(props), periodInput);
    const complete = this.step('Complete', this.complete(props), periodInput);
    const nextPeriod = new Pass(this, 'NextPeriod', {
      parameters: {
        subscriptionId: JsonPath.stringAt('$.subscriptionId'),
        periodEnd: JsonPath.stringAt('$.complete.periodEnd'),
        periods: JsonPath.mathAdd(JsonPath.numberAt('$.periods'), 1),
      },
    });
    const { verify, isVerified } = new Verification(this, 'Verification', props);
    const isDrafted = new Choice(this, 'IsDrafted')
      .when(Condition.stringEquals(outcomeOf('draft'), 'nothing'), complete)
      .otherwise(verify);
    const invoicing = this.step('Draft', this.draft(props), periodInput).next(isDrafted);
    isVerified.otherwise(
      this.step('Finalize', this.finalize(props), invoiceInput)
        .next(this.step('Announce', this.announce(props), invoiceInput))
        .next(complete)
        .next(this.isNextDue(nextPeriod)),
    );
    nextPeriod.next(freeze);
    freeze.next(
      new Choice(this, 'IsDue')
        .when(Condition.stringEquals(outcomeOf('freeze'), 'due'), invoicing)
        .otherwise(new Succeed(this, 'NothingToClose')),
    );
    const first = new Pass(this, 'FirstPeriod', { parameters: { ...periodInput, periods: 0 } });
    const machine = new StageMachine(this, 'Close', first.next(freeze));
    machine.letStartItself();
    alarmOnFailures(this, alarm.heading, machine);
    return machine;
  }

  private isNextDue(nextPeriod: Pass): Choice {
    const isDue = Condition.stringEquals(outcomeOf('complete'), 'next_due');
    const isFull = Condition.numberGreaterThanEquals('$.periods', periodsPerExecution - 1);
    const closed = new Succeed(this, 'Closed');
    const input = { 'subscriptionId.$': '$.subscriptionId', 'periodEnd.$': '$.complete.periodEnd' };
    return new Choice(this, 'IsNextDue')
      .when(Condition.and(isDue, isFull), goOnAnew(this, 'GoOnAnew', input, closed))
      .when(isDue, nextPeriod)
      .otherwise(closed);
  }

  /** Puts the answer into the state under the step's name, `$.freeze` for `Freeze`. An error that no retry mends fails the
   *  execution; the next hourly sweep starts another. */
  private step(id: string, handler: StageFunction, input: Record<string, unknown>): LambdaInvoke {
    return lambdaStep(this, id, { handler, input, resultPath: `$.${id.toLowerCase()}` });
  }

  private stepFunction(id: string, props: StageFunctionProps): StageFunction {
    return new StageFunction(this, id, {
      timeout: Duration.minutes(1),
      memorySize: memoryForInvoices,
      ...props,
    });
  }

  private freeze({ storage }: StageProps): StageFunction {
    const handler = this.stepFunction('FreezeStep', { handler: 'invoice/close/freeze', alarm });
    storage.open(handler, 'catalog', 'GetItem', 'PutItem', 'Query');
    storage.open(handler, 'usage', 'GetItem', 'Query', 'UpdateItem');
    storage.open(handler, 'invoices', 'GetItem', 'PutItem', 'Query');
    return handler;
  }

  /** Makes the draft. It also finalizes the customer's earlier drafts that were held for an operator, and needs the rights
   *  and settings for that. */
  private draft(props: StageProps): StageFunction {
    const { config, storage, bus } = props;
    const environment = finalizationVariables(config);
    const handler = this.stepFunction('DraftStep', { handler: 'invoice/close/draft', alarm, environment });
    storage.open(handler, 'catalog', 'GetItem', 'Query', 'PutItem');
    storage.open(handler, 'usage', 'GetItem', 'Query', 'UpdateItem');
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
    const handler = this.stepFunction('FinalizeStep', { handler: 'invoice/close/finalize', alarm, environment });
    storage.open(handler, 'catalog', 'GetItem');
    storage.open(handler, 'invoices', 'GetItem', 'PutItem', 'Query', 'UpdateItem');
    letCalculateTax(handler, props);
    return handler;
  }

  private announce({ storage, bus }: StageProps): StageFunction {
    const handler = this.stepFunction('AnnounceStep', { handler: 'invoice/close/announce', alarm });
    storage.open(handler, 'invoices', 'GetItem');
    letAnnounce(handler, bus);
    return handler;
  }

  private complete({ config, storage }: StageProps): StageFunction {
    const environment = { [graceVariable]: String(config.graceHours) };
    const handler = this.stepFunction('CompleteStep', { handler: 'invoice/close/complete', alarm, environment });
    storage.open(handler, 'catalog', 'GetItem', 'PutItem');
    storage.open(handler, 'usage', 'GetItem', 'UpdateItem');
    storage.open(handler, 'invoices', 'DeleteItem');
    return handler;
  }

  /** Fees in advance are due when a subscription starts, so that its start is closed at once like the end of a period.
   *  Should the announcement get lost, the next hourly sweep finds the subscription due. */
  private billStarts({ bus }: StageProps): void {
    new Rule(this, 'SubscriptionStarts', {
      description: 'Bills the fees in advance that are due at the start of a subscription',
      eventBus: bus,
      eventPattern: {
        source: [`meterline.${catalogStage}`],
        detailType: startingTypes,
        detail: { billsAtStart: [true] },
      },
      targets: [new SfnStateMachine(this.closeMachine, { input: RuleTargetInput.fromEventPath('$.detail') })],
    });
  }

  /** Answers where an event is that was counted or refused: in which window, and on which line of which invoice. */
  private locate({ config, storage, api }: StageProps): void {
    const environment = { [windowMinutesVariable]: String(config.usageWindowMinutes) };
    const handler = this.stepFunction('EventStatus', {
      handler: 'invoice/evidence/event-status',
      alarm: onErrors('Event route errors'),
      environment,
    });
    storage.open(handler, 'claims', 'GetItem');
    storage.open(handler, 'log', 'GetItem', 'Query');
    storage.open(handler, 'catalog', 'GetItem', 'Query');
    storage.open(handler, 'invoices', 'GetItem');
    api.serve(handler, eventStatusRoutes);
  }

  /** Answers what the invoice of the open period would be if it ended now. */
  private preview(props: StageProps): void {
    const { storage, api } = props;
    const handler = this.stepFunction('Preview', {
      handler: 'invoice/close/preview',
      alarm: onErrors('Invoice reading errors'),
    });
    storage.open(handler, 'catalog', 'GetItem', 'Query');
    storage.open(handler, 'usage', 'GetItem', 'Query');
    storage.open(handler, 'invoices', 'GetItem', 'Query');
    letCalculateTax(handler, props);
    api.serve(handler, previewRoutes);
  }
}
