import { Duration, TimeZone } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution as StartOnSchedule } from 'aws-cdk-lib/aws-scheduler-targets';
import { JsonPath, type StateMachine, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { windowMinutesVariable } from '../../functions/catalog/contract.ts';
import { claimRetentionVariable } from '../../functions/meter/contract.ts';
import { reconciliationMachineVariable } from '../../functions/meter/recount/reconciliation-contract.ts';
import { reconciliationRoutes } from '../../functions/meter/recount/reconciliation-routes.ts';
import { alarmOnFailures, coveredBy, onErrors } from '../stage/alarms.ts';
import { forHalfAMinute } from '../stage/retries.ts';
import { letAnnounce, type StageProps } from '../stage/stage.ts';
import { StageFunction } from '../stage/stage-function.ts';
import { StageMachine } from '../stage/stage-machine.ts';
import { lambdaStep } from '../stage/stage-step.ts';
import { startPages } from '../stage/start-pages.ts';

const customerInput = {
  customerId: JsonPath.stringAt('$.customerId'),
  from: JsonPath.stringAt('$.from'),
  to: JsonPath.stringAt('$.to'),
};

/** Counts customers' usage anew from the log of events and compares that with counters and invoices. What differs is
 *  recorded and announced; an operator may have a counter repaired. */
export class Reconciliation extends Construct {
  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    const machine = this.makeMachine(props);
    this.reconcileDaily(this.makeDailyMachine(props, machine));
    this.answer(props, machine);
  }

  /** The state machine of one customer's reconciliation. Input `{customerId, from, to, run}`, `to` excluded. */
  private makeMachine(props: StageProps): StateMachine {
    const input = { ...customerInput, run: JsonPath.stringAt('$.run') };
    const rest = { input, resultPath: JsonPath.DISCARD, retry: forHalfAMinute };
    const counters = lambdaStep(this, 'CompareCounters', { handler: this.counters(props), ...rest });
    const invoices = lambdaStep(this, 'CompareInvoices', { handler: this.invoices(props), ...rest });
    const machine = new StageMachine(this, 'Customer', counters.next(invoices).next(new Succeed(this, 'Reconciled')));
    alarmOnFailures(this, 'Failed reconciliations', machine);
    return machine;
  }

  /** With time and memory to read a customer's log of two months in one call. */
  private stepFunction(id: string, handler: string, { config }: StageProps): StageFunction {
    return new StageFunction(this, id, {
      handler,
      alarm: coveredBy('Failed reconciliations'),
      memorySize: 1769,
      timeout: Duration.minutes(15),
      environment: { [windowMinutesVariable]: String(config.usageWindowMinutes) },
    });
  }

  private counters(props: StageProps): StageFunction {
    const handler = this.stepFunction('CountersStep', 'meter/recount/reconcile', props);
    this.letRecount(handler, props);
    props.storage.open(handler, 'usage', 'GetItem', 'Query');
    return handler;
  }

  private invoices(props: StageProps): StageFunction {
    const handler = this.stepFunction('InvoicesStep', 'invoice/verify/reconcile-invoices', props);
    this.letRecount(handler, props);
    props.storage.open(handler, 'invoices', 'GetItem');
    props.storage.openIndex(handler, 'invoices', 'customer');
    return handler;
  }

  private letRecount(handler: StageFunction, { storage, bus }: StageProps): void {
    storage.open(handler, 'catalog', 'GetItem', 'Query');
    storage.open(handler, 'log', 'GetItem', 'Query');
    storage.openLog(handler, 'PutItem', 'discrepancies', 'reconciliation');
    storage.openLog(handler, 'UpdateItem', 'discrepancies');
    letAnnounce(handler, bus);
  }

  private makeDailyMachine(props: StageProps, machine: StateMachine): StateMachine {
    const daily = startPages(this, 'All', {
      page: this.customers(props),
      machine,
      names: { all: 'StartReconciliations', one: 'StartReconciliation' },
      itemsPath: '$.customers',
      input: { ...customerInput, run: JsonPath.stringAt('$.name') },
    });
    alarmOnFailures(daily, 'Failed reconciliations', daily);
    return daily;
  }

  private customers(props: StageProps): StageFunction {
    const handler = this.stepFunction('CustomersStep', 'meter/recount/reconcile-all', props);
    props.storage.open(handler, 'catalog', 'GetItem');
    props.storage.openIndex(handler, 'catalog', 'list');
    return handler;
  }

  private reconcileDaily(daily: StateMachine): void {
    new Schedule(this, 'Daily', {
      description: 'Recounts every customer from the log',
      schedule: ScheduleExpression.cron({ minute: '30', hour: '3', timeZone: TimeZone.ETC_UTC }),
      target: new StartOnSchedule(daily, { retryAttempts: 5, maxEventAge: Duration.hours(6) }),
    });
  }

  private answer({ config, storage, api }: StageProps, machine: StateMachine): void {
    const handler = new StageFunction(this, 'Api', {
      handler: 'meter/recount/reconciliations',
      alarm: onErrors('Reconciliation errors'),
      timeout: Duration.seconds(29),
      environment: {
        [windowMinutesVariable]: String(config.usageWindowMinutes),
        [reconciliationMachineVariable]: machine.stateMachineArn,
        [claimRetentionVariable]: String(config.claimRetentionDays),
      },
    });
    storage.open(handler, 'catalog', 'GetItem');
    storage.open(handler, 'log', 'GetItem', 'Query');
    // A repair is a batch of its own.
    storage.openLog(handler, 'PutItem', 'entries', 'days');
    storage.openLog(handler, 'UpdateItem', 'discrepancies');
    storage.open(handler, 'usage', 'GetItem', 'BatchGetItem', 'UpdateItem', 'ConditionCheckItem');
    machine.grantStartExecution(handler);
    api.serve(handler, reconciliationRoutes);
  }
}
