import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { paymentMethodUpdated } from '../../../functions/catalog/customer/customer-news.ts';
import { dunningDaysVariable, heard } from '../../../functions/collect/contract.ts';
import { announced as invoiceAnnounced } from '../../../functions/invoice/contract.ts';
import { production } from '../../../lib/config.ts';
import { at, customerOf } from '../../functions/collect/overdue.ts';
import { rightsIn, rightsOfRole } from '../rights.ts';
import { collectStack } from './stack.ts';

const template = Template.fromStack(collectStack({ ...production, dunningDays: [2, 5] }));

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
        'dynamodb:DeleteItem StorageUsage',
        'dynamodb:GetItem StorageCatalog',
        'dynamodb:GetItem StorageInvoices',
        'dynamodb:GetItem StoragePayments',
        'dynamodb:GetItem StorageUsage',
        'dynamodb:PutItem StorageInvoices',
        'dynamodb:Query StorageCatalog',
        'dynamodb:Query StorageInvoices',
        'dynamodb:Query StoragePayments',
        'dynamodb:Query StorageUsage',
        'dynamodb:UpdateItem StorageCatalog',
        'dynamodb:UpdateItem StorageUsage',
        'events:PutEvents Bus',
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
    expect(() => collectStack({ ...production, dunningDays })).toThrow('Dunning days are whole, ascending');
  });
});
