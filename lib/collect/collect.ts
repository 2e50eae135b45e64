import { Duration } from 'aws-cdk-lib';
import { Grant, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { stage as catalog } from '../../functions/catalog/contract.ts';
import {
  advanceMachineVariable,
  closeMachineVariable,
  collectionMachineVariable,
  dunningDaysVariable,
  heard,
} from '../../functions/collect/contract.ts';
import { checkedDays, daysToText } from '../../functions/collect/dunning-contract.ts';
import { paymentRoutes } from '../../functions/collect/payment-routes.ts';
import { testClockRoutes } from '../../functions/collect/test-clock/test-clock-routes.ts';
import { alarmOnFailures, coveredBy, onErrors } from '../stage/alarms.ts';
import { listen, lostAnnouncements } from '../stage/listener.ts';
import { letAnnounce, type StageProps } from '../stage/stage.ts';
import { memoryForInvoices, StageFunction, type StageFunctionProps } from '../stage/stage-function.ts';
import { StageMachine } from '../stage/stage-machine.ts';
import { AdvanceStates, CollectionStates } from './states.ts';

export interface CollectProps extends StageProps {
  /** Closes periods: input `{subscriptionId, periodEnd}`. A test clock starts it when its time passes a period's end. */
  readonly closeMachine: StateMachine;
}

/** The functions are steps of the machine, whose failure has an alarm. */
const collecting = coveredBy('Failed collections');
/** An announcement that a function failed to handle three times waits in a queue that has an alarm. */
const hearing = coveredBy('Announcements lost to collect');

/** Charges customers for what is due, tries again when that fails (dunning), and lets time pass on test clocks. */
export class Collect extends Construct {
  /** Collects one invoice. Input `{customerId, invoiceId, attempt: 1}`; the execution is named by the invoice's id, so that an
   *  invoice has no second one. */
  readonly collectionMachine: StateMachine;
  /** Advances a test clock to where it is to stand. Input `{testClockId}`. */
  readonly advanceMachine: StateMachine;

  constructor(scope: Construct, id: string, props: CollectProps) {
    super(scope, id);
    this.collectionMachine = this.makeCollectionMachine(props);
    this.advanceMachine = this.makeAdvanceMachine(props);
    this.hear(props);
    this.answer(props);
    this.advance(props);
  }

  private makeCollectionMachine(props: CollectProps): StateMachine {
    const wait = this.waiting(props);
    const steps = {
      attempt: this.attempt(props),
      recordPayment: this.recordPayment(props),
      announceStage: this.announceStage(props),
      wait,
      giveUp: this.giveUp(props),
    };
    const machine = new StageMachine(this, 'Collection', new CollectionStates(this, 'CollectionStates', steps).start);
    // A policy beside the function's role. Inside the role it would make a circle: the machine names its functions, and the right
    // names the machine.
    new Policy(this, 'LetWaitEnd', {
      statements: [new PolicyStatement({ actions: ['states:SendTaskSuccess'], resources: [machine.stateMachineArn] })],
      ...(wait.role === undefined ? {} : { roles: [wait.role] }),
    });
    alarmOnFailures(this, collecting.heading, machine);
    return machine;
  }

  private step(id: string, { storage }: CollectProps, props: StageFunctionProps): StageFunction {
    const handler = new StageFunction(this, id, {
      timeout: Duration.seconds(30),
      memorySize: memoryForInvoices,
      ...props,
    });
    storage.open(handler, 'catalog', 'GetItem');
    return handler;
  }

  private attempt(props: CollectProps): StageFunction {
    const { config, storage } = props;
    const environment = { [dunningDaysVariable]: daysToText(checkedDays(config.dunningDays)) };
    const handler = this.step('Attempt', props, { handler: 'collect/attempt', alarm: collecting, environment });
    storage.open(handler, 'payments', 'GetItem', 'PutItem', 'UpdateItem');
    storage.open(handler, 'invoices', 'GetItem');
    return handler;
  }

  private recordPayment(props: CollectProps): StageFunction {
    const { storage, bus } = props;
    const handler = new StageFunction(this, 'RecordPayment', {
      handler: 'collect/record-payment',
      memorySize: memoryForInvoices,
      alarm: collecting,
      timeout: Duration.seconds(30),
    });
    storage.open(handler, 'payments', 'GetItem', 'UpdateItem');
    storage.open(handler, 'invoices', 'GetItem', 'PutItem', 'UpdateItem');
    letAnnounce(handler, bus);
    return handler;
  }

  private announceStage(props: CollectProps): StageFunction {
    const { storage, bus } = props;
    const handler = this.step('AnnounceStage', props, { handler: 'collect/announce-stage', alarm: collecting });
    storage.open(handler, 'payments', 'GetItem');
    storage.open(handler, 'invoices', 'GetItem');
    letAnnounce(handler, bus);
    return handler;
  }

  private waiting(props: CollectProps): StageFunction {
    const { storage } = props;
    const handler = this.step('Wait', props, { handler: 'collect/wait/wait', alarm: collecting });
    storage.open(handler, 'payments', 'GetItem', 'UpdateItem');
    storage.open(handler, 'invoices', 'GetItem');
    return handler;
  }

  private giveUp(props: CollectProps): StageFunction {
    const { storage, bus } = props;
    const handler = this.step('GiveUp', props, { handler: 'collect/give-up', alarm: collecting });
    storage.open(handler, 'payments', 'GetItem', 'UpdateItem');
    storage.open(handler, 'invoices', 'GetItem', 'UpdateItem');
    letAnnounce(handler, bus);
    return handler;
  }

  private makeAdvanceMachine(props: CollectProps): StateMachine {
    const { storage, closeMachine } = props;
    const tick = this.step('Tick', props, {
      handler: 'collect/test-clock/test-clock-tick',
      alarm: coveredBy('Failed test clock advances'),
      timeout: Duration.minutes(1),
      environment: { [closeMachineVariable]: closeMachine.stateMachineArn },
    });
    storage.open(tick, 'catalog', 'Query', 'UpdateItem');
    storage.open(tick, 'payments', 'GetItem', 'Query');
    storage.open(tick, 'usage', 'GetItem', 'Query', 'UpdateItem', 'DeleteItem');
    storage.open(tick, 'invoices', 'GetItem', 'Query', 'PutItem');
    letAnnounce(tick, props.bus);
    closeMachine.grantStartExecution(tick);
    this.letWake(tick);
    const machine = new StageMachine(this, 'Advance', new AdvanceStates(this, 'AdvanceStates', tick).start);
    machine.letStartItself();
    alarmOnFailures(this, 'Failed test clock advances', machine);
    return machine;
  }

  private letWake(handler: StageFunction): void {
    Grant.addToPrincipal({
      grantee: handler,
      actions: ['states:SendTaskSuccess'],
      resourceArns: [this.collectionMachine.stateMachineArn],
    });
  }

  private hear(props: CollectProps): void {
    const { storage, bus } = props;
    const lost = lostAnnouncements(this, hearing.heading);
    const environment = { [collectionMachineVariable]: this.collectionMachine.stateMachineArn };
    const begin = this.step('Begin', props, { handler: 'collect/begin', alarm: hearing, environment });
    storage.open(begin, 'invoices', 'GetItem');
    storage.open(begin, 'payments', 'PutItem');
    this.collectionMachine.grantStartExecution(begin);
    listen(begin, bus, lost, ['invoice', heard.invoiceFinalized]);

    const wake = this.step('Wake', props, { handler: 'collect/wait/wake', alarm: hearing });
    storage.open(wake, 'invoices', 'GetItem');
    storage.open(wake, 'payments', 'GetItem', 'Query');
    this.letWake(wake);
    const settled = ['invoice', heard.invoiceCredited, heard.invoicePaid, heard.invoiceVoided] as const;
    listen(wake, bus, lost, [catalog, heard.paymentMethodUpdated], settled);
  }

  private answer({ storage, api }: CollectProps): void {
    const handler = new StageFunction(this, 'Payments', {
      handler: 'collect/api',
      alarm: onErrors('Payment list errors'),
    });
    storage.open(handler, 'payments', 'GetItem', 'Query');
    storage.open(handler, 'invoices', 'GetItem');
    api.serve(handler, paymentRoutes);
  }

  private advance(props: CollectProps): void {
    const environment = { [advanceMachineVariable]: this.advanceMachine.stateMachineArn };
    const handler = this.step('AdvanceTestClock', props, {
      handler: 'collect/test-clock/test-clock-advance',
      alarm: onErrors('Test clock errors'),
      environment,
    });
    props.storage.open(handler, 'catalog', 'UpdateItem');
    this.advanceMachine.grantStartExecution(handler);
    props.api.serve(handler, testClockRoutes);
  }
}
