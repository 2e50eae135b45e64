import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { paymentMethodUpdated } from '../../functions/catalog/contract.ts';
import { dunningDaysVariable, heard } from '../../functions/collect/contract.ts';
import { announced as invoiceAnnounced } from '../../functions/invoice/contract.ts';
import { Api } from '../../lib/api.ts';
import { Collect } from '../../lib/collect.ts';
import { type MeterlineConfig, production } from '../../lib/config.ts';
import { Storage } from '../../lib/storage.ts';
import { at, customerOf } from '../functions/collect/overdue.ts';
import { definitionsIn } from './definition.ts';
import { rightsIn, rightsOfRole } from './rights.ts';
import { limits, StateMachines, TaskError } from './state-machines.ts';

const stackWith = (config: MeterlineConfig): Stack => {
  const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
  const closeMachine = new StateMachine(stack, 'Close', {
    definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Closed')),
  });
  const storage = new Storage(stack, 'Storage');
  const bus = new EventBus(stack, 'Bus');
  new Collect(stack, 'Collect', { config, storage, bus, closeMachine, api: new Api(stack, 'Api', config) });
  return stack;
};
const template = Template.fromStack(stackWith({ ...production, dunningDays: [2, 5] }));

const state = z.looseObject({
  Type: z.string(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(z.looseObject({ StringEquals: z.string(), Next: z.string() })).optional(),
  Retry: z.array(z.object({ ErrorEquals: z.array(z.string()) })).optional(),
});
const definition = z.object({ StartAt: z.string(), States: z.record(z.string(), state) });
const machineSchema = z.object({
  Properties: z.looseObject({
    DefinitionString: z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }),
  }),
});

/** The definition, with the logical ids of what it names. */
const machineOf = (id: string) => {
  const machines = Object.entries(template.findResources('AWS::StepFunctions::StateMachine'));
  const { Properties } = machineSchema.parse(machines.find(([name]) => name.startsWith(`Collect${id}`))?.[1]);
  const parts = Properties.DefinitionString['Fn::Join'][1].map((part) =>
    typeof part === 'string' ? part : JSON.stringify(part).replaceAll(/[^\w.:]/g, ' '),
  );
  return definition.parse(JSON.parse(parts.join('')));
};
const collection = machineOf('Collection');
const stateOf = ({ States }: typeof collection, name: string) => state.parse(States[name]);
const waysFrom = (machine: typeof collection, name: string) => {
  const { Next, Default, Choices = [] } = stateOf(machine, name);
  return Object.fromEntries([
    ...Choices.map((choice) => [choice.StringEquals, choice.Next]),
    ...[Next, Default].flatMap((next) => (next === undefined ? [] : [['', next]])),
  ]);
};

describe('collection: attempt, and then paid, or announced, waited for and tried again', () => {
  it.each([
    ['Attempt', { '': 'Outcome' }],
    [
      'Outcome',
      { paid: 'RecordPayment', declined: 'AnnounceStage', not_yet: 'Wait', give_up: 'GiveUp', '': 'SettledOtherwise' },
    ],
    ['AnnounceStage', { '': 'IsDayLeft' }],
    ['IsDayLeft', { wait: 'Wait', '': 'GiveUp' }],
    ['Wait', { '': 'Attempt' }],
    ['RecordPayment', { '': 'IsApplied' }],
    ['IsApplied', { paid: 'Paid', '': 'PaymentUnapplied' }],
    ['GiveUp', { '': 'NotPaid' }],
  ])('from %s: %o', (name, ways) => {
    expect(collection.StartAt).toBe('Attempt');
    expect(waysFrom(collection, name)).toEqual(ways);
  });

  it('the wait ends by its token or at the next attempt, and a time-out is no failure', () => {
    expect(stateOf(collection, 'Wait')).toMatchObject({
      Resource: expect.stringContaining('lambda:invoke.waitForTaskToken'),
      TimeoutSecondsPath: '$.seconds',
      ResultPath: null,
      Parameters: { Payload: { 'token.$': '$$.Task.Token', 'attempt.$': '$.attempt' } },
      Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Attempt', ResultPath: null }],
    });
    const retried = stateOf(collection, 'Wait').Retry?.flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(retried).not.toContain('States.ALL');
    expect(retried).not.toContain('States.Timeout');
  });

  it('a payment for what something else settled fails the execution, so that somebody looks', () => {
    expect(stateOf(collection, 'PaymentUnapplied').Type).toBe('Fail');
  });
});

describe('advance: ticks until the clock has arrived', () => {
  const machines = definitionsIn(template);
  const machine = [...machines.keys()].find((id) => id.startsWith('CollectAdvance')) ?? '';
  /** @param failures of each tick before it succeeds */
  const run = async (ticks: number, failures: readonly string[] = []) => {
    let ticked = 0;
    let failed = 0;
    const tick = (input: unknown) => {
      expect(input).toEqual({ testClockId: 'clock_1' });
      const error = failures[failed];
      failed = error === undefined ? 0 : failed + 1;
      if (error !== undefined) throw new TaskError(error);
      ticked += 1;
      return { testClockId: 'clock_1', outcome: ticked === ticks ? 'ready' : 'advancing' };
    };
    const walked = new StateMachines(machines, { CollectTick: tick });
    await walked.run(machine, { testClockId: 'clock_1' });
    expect(ticked).toBe(ticks);
    return walked.recorded;
  };

  it('a second between two', async () => {
    expect(await run(3)).toMatchObject([{ status: 'SUCCEEDED', seconds: 2 }]);
  });

  it('eleven history events a tick; after 500 another execution goes on: three hours are 21 of them', async () => {
    const recorded = await run(10_800);
    expect(recorded).toHaveLength(22);
    expect(recorded.every(({ status, historyEvents }) => status === 'SUCCEEDED' && historyEvents < 5_600)).toBe(true);
  });

  it('within the limit even where each tick succeeds at the last of its tries', async () => {
    const failures = [...Array(6).fill('Lambda.ServiceException'), ...Array(5).fill('States.TaskFailed')];
    const [full] = await run(501, failures);
    expect(full?.historyEvents).toBeGreaterThan(20_000);
    expect(full?.historyEvents).toBeLessThan(limits.historyEvents);
  });

  it('the machine may start itself', () => {
    const rights = rightsOfRole(template, 'CollectAdvance').map(
      ({ action, resource }) => `${action} ${named.exec(JSON.stringify(resource))?.[1]}`,
    );
    expect(rights).toContain('states:StartExecution CollectAdvance');
  });
});

const named = /"(Storage[A-Z][a-z]+|Bus|CollectCollection|CollectAdvance|CollectLostAnnouncements|Close)[0-9A-F]{8}/;

/** What the function may do, as `action on resource`, without logs, traces and invocations. */
const rightsOf = (name: string): readonly string[] =>
  rightsOfRole(template, `Collect${name}ServiceRole`)
    .map(({ action, resource }) => {
      const text = JSON.stringify(resource);
      return `${action} ${named.exec(text)?.[1] ?? text}`;
    })
    .toSorted();

describe('each function may do what it does, and no more', () => {
  it.each([
    [
      'Attempt',
      [
        'dynamodb:GetItem StorageCatalog',
        'dynamodb:GetItem StorageInvoices',
        'dynamodb:GetItem StoragePayments',
        'dynamodb:PutItem StoragePayments',
        'dynamodb:UpdateItem StoragePayments',
      ],
    ],
    [
      'RecordPayment',
      [
        'dynamodb:GetItem StorageInvoices',
        'dynamodb:GetItem StoragePayments',
        'dynamodb:PutItem StorageInvoices',
        'dynamodb:UpdateItem StorageInvoices',
        'dynamodb:UpdateItem StoragePayments',
        'events:PutEvents Bus',
      ],
    ],
    [
      'AnnounceStage',
      [
        'dynamodb:GetItem StorageCatalog',
        'dynamodb:GetItem StorageInvoices',
        'dynamodb:GetItem StoragePayments',
        'events:PutEvents Bus',
      ],
    ],
    [
      'Wait',
      [
        'dynamodb:GetItem StorageCatalog',
        'dynamodb:GetItem StorageInvoices',
        'dynamodb:GetItem StoragePayments',
        'dynamodb:UpdateItem StoragePayments',
        'states:SendTaskSuccess CollectCollection',
      ],
    ],
    [
      'GiveUp',
      [
        'dynamodb:GetItem StorageCatalog',
        'dynamodb:GetItem StorageInvoices',
        'dynamodb:GetItem StoragePayments',
        'dynamodb:UpdateItem StorageInvoices',
        'dynamodb:UpdateItem StoragePayments',
        'events:PutEvents Bus',
      ],
    ],
    [
      'Begin',
      [
        'dynamodb:GetItem StorageCatalog',
        'dynamodb:GetItem StorageInvoices',
        'dynamodb:PutItem StoragePayments',
        'sqs:GetQueueAttributes CollectLostAnnouncements',
        'sqs:GetQueueUrl CollectLostAnnouncements',
        'sqs:SendMessage CollectLostAnnouncements',
        'states:StartExecution CollectCollection',
      ],
    ],
    [
      'Wake',
      [
        'dynamodb:GetItem StorageCatalog',
        'dynamodb:GetItem StorageInvoices',
        'dynamodb:GetItem StoragePayments',
        'dynamodb:Query StoragePayments',
        'sqs:GetQueueAttributes CollectLostAnnouncements',
        'sqs:GetQueueUrl CollectLostAnnouncements',
        'sqs:SendMessage CollectLostAnnouncements',
        'states:SendTaskSuccess CollectCollection',
      ],
    ],
    [
      'Tick',
      [
        'dynamodb:GetItem StorageCatalog',
        'dynamodb:GetItem StorageInvoices',
        'dynamodb:GetItem StoragePayments',
        'dynamodb:Query StorageCatalog',
        'dynamodb:Query StoragePayments',
        'dynamodb:UpdateItem StorageCatalog',
        'states:SendTaskSuccess CollectCollection',
        'states:StartExecution Close',
      ],
    ],
    [
      'Payments',
      ['dynamodb:GetItem StorageInvoices', 'dynamodb:GetItem StoragePayments', 'dynamodb:Query StoragePayments'],
    ],
    [
      'AdvanceTestClock',
      ['dynamodb:GetItem StorageCatalog', 'dynamodb:UpdateItem StorageCatalog', 'states:StartExecution CollectAdvance'],
    ],
  ])('%s', (name, rights) => {
    expect(rightsOf(name)).toEqual(rights);
  });

  it('no action is a wildcard', () => {
    expect(rightsIn(template).filter(({ action }) => action.includes('*'))).toEqual([]);
  });
});

describe('bus: what is heard is what others say', () => {
  it('finalized invoices begin a collection, new payment methods wake the waits', () => {
    for (const [source, type] of [
      ['meterline.invoice', heard.invoiceFinalized],
      ['meterline.catalog', heard.paymentMethodUpdated],
    ]) {
      template.hasResourceProperties('AWS::Events::Rule', {
        EventPattern: { source: [source], 'detail-type': [type] },
        Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
      });
    }
  });

  it('under the names that those stages use', () => {
    expect(heard.invoiceFinalized).toBe(invoiceAnnounced.finalized);
    const said = paymentMethodUpdated(customerOf(null), 'pm_1', at('2026-11-01T00:00:00Z'));
    expect(said.type).toBe(heard.paymentMethodUpdated);
    expect(said.detail).toHaveProperty('customerId');
  });

  it('what fails for good is kept, encrypted, under an alarm', () => {
    template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 2);
    template.allResourcesProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
    template.hasResource('AWS::SQS::Queue', { DeletionPolicy: 'Retain' });
  });
});

describe('alarms: each names its heading in RUNBOOK.md', () => {
  it.each(['Failed collections', 'Failed test clock advances', 'Announcements lost to collect', 'Payment list errors'])(
    '%s',
    (heading) => {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmDescription: `RUNBOOK.md: ${heading}` });
    },
  );
});

describe('dunning days', () => {
  it('go to the function that attempts', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ [dunningDaysVariable]: '2,5' }) },
    });
  });

  it.each([[[]], [[3, 1]], [[0]]])('%j are refused before anything is deployed', (dunningDays) => {
    expect(() => stackWith({ ...production, dunningDays })).toThrow('Dunning days are whole, ascending');
  });
});
