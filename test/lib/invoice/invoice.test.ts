import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { describe, expect, it } from 'vitest';
import { previewRoutes } from '../../../functions/invoice/close/preview-routes.ts';
import { balanceRoutes, creditRoutes } from '../../../functions/invoice/credit/credit-routes.ts';
import { creditNoteRoutes } from '../../../functions/invoice/credit-note/credit-note-routes.ts';
import { invoiceRoutes } from '../../../functions/invoice/document/invoice-routes.ts';
import { eventStatusRoutes } from '../../../functions/invoice/evidence/event-status-routes.ts';
import { evidenceRoutes } from '../../../functions/invoice/evidence/evidence-routes.ts';
import { exportRoutes } from '../../../functions/invoice/export/export-routes.ts';
import { lifecycleRoutes, manualLineRoutes } from '../../../functions/invoice/lifecycle/lifecycle-routes.ts';
import { Api } from '../../../lib/api/api.ts';
import { production } from '../../../lib/config.ts';
import { Invoice } from '../../../lib/invoice/invoice.ts';
import { Storage } from '../../../lib/storage.ts';
import { definitionsIn } from '../definition.ts';
import { methodsOf } from '../methods.ts';
import { rightsIn, rightsOfRole } from '../rights.ts';
import { StateMachines } from '../state-machines.ts';

const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
new Invoice(stack, 'Invoice', {
  config: { ...production, graceHours: 3, invoicePrefix: 'ACME', sellerName: 'Acme Inc.' },
  storage: new Storage(stack, 'Storage'),
  api: new Api(stack, 'Api', production),
  bus: new EventBus(stack, 'Bus'),
});
const template = Template.fromStack(stack);

const definitions = definitionsIn(template);
const machineOf = (id: string) => {
  const [name = ''] = [...definitions.keys()].filter((key) => key.startsWith(`Invoice${id}`));
  const { Properties } = template.findResources('AWS::StepFunctions::StateMachine')[name] ?? {};
  return { name, properties: Properties, States: definitions.get(name)?.States ?? {} };
};
const close = machineOf('Close');
const sweep = machineOf('SweepMachine');

/** `Usage UpdateItem` for each thing that the role of `owner` may do, logs and traces aside. */
const mayDo = (owner: string) =>
  rightsOfRole(template, `Invoice${owner}`)
    .map(({ action, resource }) => `${thing(resource)} ${action.split(':')[1]}`)
    .filter((right, at, all) => all.indexOf(right) === at)
    .toSorted();
const thing = (resource: unknown): string => {
  const text = JSON.stringify(resource);
  const [, name = '*'] =
    /"(?:Storage|InvoiceSweep|InvoiceLateSweep|Invoice)?(Catalog|Claims|Usage|EventLog|Invoices|Idempotency|Bus|Close|Machine|\w+Step|FindDue|Print)[A-F0-9]{8}"/.exec(
      text,
    ) ?? [];
  return `${name}${/\/index\/(\w+)/.exec(text)?.[0] ?? ''}`;
};

describe('closing a period', () => {
  /** The steps that are taken, and how it ends. */
  const run = async (...answers: readonly (readonly [step: string, answer: unknown])[]) => {
    const left = [...answers];
    const tasks = ['Freeze', 'Draft', 'VerificationVerify', 'Finalize', 'Announce', 'Complete'].map((step) => {
      const task = () => {
        const [expected, answer] = left.shift() ?? [];
        expect(step).toBe(expected);
        return answer;
      };
      return [`Invoice${step}Step`, task] as const;
    });
    const machines = new StateMachines(definitions, Object.fromEntries(tasks));
    await machines.run(close.name, { subscriptionId: 'sub_1', periodEnd: 'then' });
    expect(left).toEqual([]);
    return machines.recorded.map(({ status, error }) => error ?? status);
  };
  const drafted = [
    ['Freeze', { outcome: 'due' }],
    ['Draft', { outcome: 'drafted', invoiceId: 'inv_1' }],
  ] as const;
  const finished = [
    ['Finalize', {}],
    ['Announce', {}],
  ] as const;

  it('freezes, drafts, verifies, finalizes, announces, and only then completes, so that a crash announces again', async () => {
    const verified = ['VerificationVerify', { outcome: 'verified' }] as const;
    const again = ['Complete', { outcome: 'next_due', periodEnd: 'later' }] as const;
    const done = ['Complete', { outcome: 'done' }] as const;
    const first = [...drafted, verified, ...finished, again];
    expect(await run(...first, ...drafted, verified, ...finished, done)).toEqual(['SUCCEEDED']);
  });

  it('completes a final close that has nothing to bill, without an invoice', async () => {
    const nothing = ['Draft', { outcome: 'nothing', invoiceId: 'inv_1' }] as const;
    expect(await run(['Freeze', { outcome: 'due' }], nothing, ['Complete', { outcome: 'done' }])).toEqual([
      'SUCCEEDED',
    ]);
  });

  it('leaves alone what is not due', async () => {
    expect(await run(['Freeze', { outcome: 'not_due' }])).toEqual(['SUCCEEDED']);
  });

  it('verifies part by part, and finalizes nothing that does not add up', async () => {
    const more = ['VerificationVerify', { outcome: 'more', progress: {} }] as const;
    const mismatch = ['VerificationVerify', { outcome: 'mismatch', mismatches: [] }] as const;
    expect(await run(...drafted, more, more, mismatch)).toEqual(['EvidenceMismatch']);
  });

  it('tries every step again', () => {
    for (const step of ['Freeze', 'Draft', 'Verify', 'VerifyOn', 'Finalize', 'Announce', 'Complete']) {
      expect(close.States[step]?.Retry).toContainEqual(expect.objectContaining({ ErrorEquals: ['States.ALL'] }));
    }
  });

  it.each([
    [
      'FreezeStep',
      [
        ...['Catalog GetItem', 'Catalog PutItem', 'Catalog Query'],
        ...['Invoices GetItem', 'Invoices PutItem', 'Invoices Query'],
        ...['Usage GetItem', 'Usage Query', 'Usage UpdateItem'],
      ],
    ],
    [
      'DraftStep',
      [
        ...['Bus PutEvents', 'Catalog GetItem', 'Catalog PutItem', 'Catalog Query'],
        ...['Invoices DeleteItem', 'Invoices GetItem', 'Invoices PutItem', 'Invoices Query', 'Invoices UpdateItem'],
        ...['Usage GetItem', 'Usage Query', 'Usage UpdateItem'],
      ],
    ],
    [
      'FinalizeStep',
      [
        ...['Catalog GetItem', 'Catalog Query'],
        ...['Invoices GetItem', 'Invoices PutItem', 'Invoices Query', 'Invoices UpdateItem'],
      ],
    ],
    [
      'VerificationVerifyStep',
      [
        ...['Bus PutEvents', 'Catalog GetItem', 'EventLog Query'],
        ...['Invoices GetItem', 'Invoices PutItem', 'Usage GetItem', 'Usage Query'],
      ],
    ],
    ['AnnounceStep', ['Bus PutEvents', 'Invoices GetItem']],
    [
      'CompleteStep',
      [...['Catalog GetItem', 'Catalog PutItem', 'Invoices DeleteItem'], ...['Usage GetItem', 'Usage UpdateItem']],
    ],
    [
      'LateSweepFindMarked',
      [
        ...['Bus PutEvents', 'Catalog GetItem', 'Catalog Query'],
        ...['Invoices GetItem', 'Invoices PutItem', 'Invoices Query'],
        ...['Usage DeleteItem', 'Usage GetItem', 'Usage Query', 'Usage UpdateItem'],
      ],
    ],
    ['SweepFindDue', ['Catalog GetItem', 'Catalog/index/due Query']],
    ['Api', ['Invoices GetItem', 'Invoices/index/customer Query', 'Invoices/index/list Query', 'Print InvokeFunction']],
    ['Print', []],
    [
      'EventStatus',
      ['Catalog GetItem', 'Catalog Query', 'Claims GetItem', 'EventLog GetItem', 'EventLog Query', 'Invoices GetItem'],
    ],
    [
      'Preview',
      ['Catalog GetItem', 'Catalog Query', 'Invoices GetItem', 'Invoices Query', 'Usage GetItem', 'Usage Query'],
    ],
    [
      'LifecycleChanges',
      [
        ...['Bus PutEvents', 'Catalog DeleteItem', 'Catalog GetItem', 'Catalog Query', 'EventLog Query'],
        ...['Idempotency DeleteItem', 'Idempotency GetItem', 'Idempotency PutItem', 'Idempotency UpdateItem'],
        ...['Invoices DeleteItem', 'Invoices GetItem', 'Invoices PutItem', 'Invoices Query', 'Invoices UpdateItem'],
        ...['Invoices/index/list Query', 'Usage GetItem', 'Usage Query'],
      ],
    ],
    ['Exports', ['Invoices GetItem', 'Invoices Query', 'Invoices/index/issued Query']],
    ['Evidence', ['Catalog GetItem', 'EventLog GetItem', 'EventLog Query', 'Invoices GetItem']],
  ])('%s may do just this: %j', (owner, rights) => expect(mayDo(owner)).toEqual(rights));

  it('numbers with the prefix of the stack, and opens periods with its grace', () => {
    const variables = Object.values(template.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Environment?.Variables ?? {},
    );
    expect(variables).toContainEqual(expect.objectContaining({ INVOICE_PREFIX: 'ACME' }));
    expect(variables).toContainEqual(expect.objectContaining({ GRACE_HOURS: '3' }));
    expect(variables).toContainEqual(
      expect.objectContaining({ SELLER: JSON.stringify({ name: 'Acme Inc.', ...production.sellerDetails }) }),
    );
  });
});

describe('a subscription with fees in advance', () => {
  it('has them billed when it starts', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['meterline.catalog'],
        'detail-type': ['subscription.created', 'subscription.plan_changed', 'subscription.resumed'],
        detail: { billsAtStart: [true] },
      },
      Targets: [Match.objectLike({ InputPath: '$.detail' })],
    });
  });
});

describe('the sweep', () => {
  it('runs every hour, after the grace of what ended on the hour', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(2 * * * ? *)',
      ScheduleExpressionTimezone: 'Etc/UTC',
      State: 'ENABLED',
    });
  });

  const startClose = sweep.States.StartCloses?.ItemProcessor?.States.StartClose;

  it('starts one close a subscription under a name of its own, from a list in its state, 20 at a time', () => {
    expect(sweep.States.StartCloses).toMatchObject({
      ...{ ItemsPath: '$.closes', MaxConcurrency: 20, ResultPath: null },
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } },
    });
    expect(startClose).toMatchObject({
      Parameters: {
        'Name.$': '$.name',
        Input: { 'subscriptionId.$': '$.subscriptionId', 'periodEnd.$': '$.periodEnd' },
      },
    });
  });

  it('takes a close that was started before for started, in every spelling', () => {
    const names = expect.arrayContaining(['StepFunctions.ExecutionAlreadyExistsException', 'ExecutionAlreadyExists']);
    expect(startClose).toMatchObject({
      Retry: [{ ErrorEquals: names, MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }],
      Catch: [{ ErrorEquals: names, Next: 'StartedBefore' }],
    });
  });

  it('may start closes and itself, and no other machine', () => {
    expect(new Set(mayDo('SweepMachine'))).toEqual(
      new Set([
        ...['Close StartExecution', 'Machine StartExecution', 'FindDue InvokeFunction'],
        // Of its own map's child executions.
        ...['Machine DescribeExecution', 'Machine StopExecution', 'Machine RedriveExecution'],
      ]),
    );
  });
});

describe('all state machines', () => {
  it.each([close, sweep])('are traced and log every event', ({ properties }) => {
    expect(properties).toMatchObject({
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    });
  });

  it.each(['Failed closes', 'Failed sweeps', 'Failed late sweeps'])(
    'raise the alarm "%s", the name of its heading',
    (heading) => {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmDescription: `RUNBOOK.md: ${heading}`,
        MetricName: 'ExecutionsFailed',
      });
    },
  );
});

it('evidence that does not add up raises the alarm "Evidence mismatches"', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: 'RUNBOOK.md: Evidence mismatches',
    MetricName: 'Failures',
  });
});

it('every route is answered, and no action is a wildcard', () => {
  const accounts = [creditRoutes, balanceRoutes, creditNoteRoutes, lifecycleRoutes, manualLineRoutes];
  const routes = [invoiceRoutes, evidenceRoutes, exportRoutes, previewRoutes, eventStatusRoutes, ...accounts].flatMap(
    (of) => Object.values(of),
  );
  expect(methodsOf(template)).toHaveLength(routes.length);
  expect(rightsIn(template).filter(({ action }) => action.includes('*'))).toEqual([]);
});
