import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { creditNoteRoutes } from '../../functions/invoice/credit-note-routes.ts';
import { balanceRoutes, creditRoutes } from '../../functions/invoice/credit-routes.ts';
import { eventStatusRoutes } from '../../functions/invoice/event-status-routes.ts';
import { lifecycleRoutes, manualLineRoutes } from '../../functions/invoice/lifecycle-routes.ts';
import { previewRoutes } from '../../functions/invoice/preview-routes.ts';
import { evidenceRoutes, invoiceRoutes } from '../../functions/invoice/routes.ts';
import { Api } from '../../lib/api.ts';
import { production } from '../../lib/config.ts';
import { Invoice } from '../../lib/invoice.ts';
import { Storage } from '../../lib/storage.ts';
import { methodsOf } from './methods.ts';
import { rightsIn, rightsOfRole } from './rights.ts';

const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
new Invoice(stack, 'Invoice', {
  config: { ...production, graceHours: 3, invoicePrefix: 'ACME', sellerName: 'Acme Inc.' },
  storage: new Storage(stack, 'Storage'),
  api: new Api(stack, 'Api', production),
  bus: new EventBus(stack, 'Bus'),
});
const template = Template.fromStack(stack);

const state = z.looseObject({
  Type: z.string(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(z.looseObject({ Variable: z.string(), Next: z.string() })).optional(),
  Parameters: z.record(z.string(), z.unknown()).optional(),
  ResultPath: z.string().nullable().optional(),
  ItemProcessor: z.object({ States: z.record(z.string(), z.looseObject({})) }).optional(),
});
const definition = z.object({ StartAt: z.string(), States: z.record(z.string(), state) });
const machineSchema = z.object({
  Properties: z.looseObject({
    DefinitionString: z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }),
  }),
});

/** The definition, with the logical ids of what it names. */
const machineOf = (id: string) => {
  const entry = Object.entries(template.findResources('AWS::StepFunctions::StateMachine')).find(([name]) =>
    name.startsWith(`Invoice${id}`),
  );
  const { Properties } = machineSchema.parse(entry?.[1]);
  const text = Properties.DefinitionString['Fn::Join'][1]
    .map((part) =>
      typeof part === 'string'
        ? part
        : JSON.stringify(part)
            .replaceAll(/[^\w.:]/g, ' ')
            .trim(),
    )
    .join('');
  return { properties: Properties, ...definition.parse(JSON.parse(text)) };
};
const close = machineOf('Close');
const sweep = machineOf('Sweep');
const page = machineOf('DuePage');

/** `Usage UpdateItem` for each thing that the role of `owner` may do, logs and traces aside. */
const mayDo = (owner: string) =>
  rightsOfRole(template, `Invoice${owner}`)
    .map(({ action, resource }) => `${thing(resource)} ${action.split(':')[1]}`)
    .filter((right, at, all) => all.indexOf(right) === at)
    .toSorted();
const thing = (resource: unknown): string => {
  const text = JSON.stringify(resource);
  const [, name = '*'] =
    /"(?:Storage|Invoice)?(Catalog|Claims|Usage|EventLog|Invoices|Idempotency|Bus|Close|DuePage|\w+Step|FindDue|Print)[A-F0-9]{8}"/.exec(
      text,
    ) ?? [];
  return `${name}${/\/index\/(\w+)/.exec(text)?.[0] ?? ''}`;
};

describe('closing a period', () => {
  it('freezes, drafts, finalizes, announces, and only then completes, so that a crash announces again', () => {
    const way: string[] = [];
    let at: string | undefined = close.StartAt;
    while (at !== undefined && !way.includes(at)) {
      way.push(at);
      const here: z.output<typeof state> | undefined = close.States[at];
      at = here?.Choices?.[0]?.Next ?? here?.Next;
    }
    expect(way).toEqual(['Freeze', 'IsDue', 'Draft', 'Finalize', 'Announce', 'Complete', 'IsNextDue', 'NextPeriod']);
    expect(at).toBe('Freeze');
  });

  it('leaves alone what is not due, and ends when no further period is', () => {
    expect(close.States.IsDue).toMatchObject({
      Choices: [{ Variable: '$.freeze.outcome', StringEquals: 'due' }],
      Default: 'NothingToClose',
    });
    expect(close.States.IsNextDue).toMatchObject({
      Choices: [{ Variable: '$.complete.outcome', StringEquals: 'next_due' }],
      Default: 'Closed',
    });
  });

  it('tries every step again', () => {
    for (const step of ['Freeze', 'Draft', 'Finalize', 'Announce', 'Complete']) {
      expect(close.States[step]?.Retry).toContainEqual(expect.objectContaining({ ErrorEquals: ['States.ALL'] }));
    }
  });

  it.each([
    ['FreezeStep', ['Catalog GetItem', 'Catalog PutItem', 'Usage GetItem', 'Usage UpdateItem']],
    [
      'DraftStep',
      [
        ...['Bus PutEvents', 'Catalog GetItem', 'Catalog PutItem', 'Catalog Query'],
        ...['Invoices DeleteItem', 'Invoices GetItem', 'Invoices PutItem', 'Invoices Query', 'Invoices UpdateItem'],
        ...['Usage GetItem', 'Usage Query'],
      ],
    ],
    [
      'FinalizeStep',
      [
        ...['Catalog GetItem', 'Catalog Query'],
        ...['Invoices GetItem', 'Invoices PutItem', 'Invoices Query', 'Invoices UpdateItem'],
      ],
    ],
    ['AnnounceStep', ['Bus PutEvents', 'Invoices GetItem']],
    ['CompleteStep', ['Catalog GetItem', 'Catalog PutItem']],
    ['FindDue', ['Catalog GetItem', 'Catalog/index/due Query']],
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
        ...['Bus PutEvents', 'Catalog DeleteItem', 'Catalog GetItem', 'Catalog Query'],
        ...['Idempotency DeleteItem', 'Idempotency GetItem', 'Idempotency PutItem', 'Idempotency UpdateItem'],
        ...['Invoices DeleteItem', 'Invoices GetItem', 'Invoices PutItem', 'Invoices Query', 'Invoices UpdateItem'],
      ],
    ],
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
        'detail-type': ['subscription.created'],
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

  it('starts one close a subscription under a name of its own, page by page', () => {
    expect(sweep.States.StartPage).toMatchObject({ Parameters: { Input: { 'closes.$': '$.page.closes' } } });
    expect(page.States.StartCloses?.ItemProcessor?.States.StartClose).toMatchObject({
      Parameters: {
        'Name.$': '$.name',
        Input: { 'subscriptionId.$': '$.subscriptionId', 'periodEnd.$': '$.periodEnd' },
      },
    });
    expect(sweep.States.IsLastPage).toMatchObject({
      Choices: [{ Variable: '$.page.cursor', IsNull: true, Next: 'Swept' }],
      Default: 'NextPage',
    });
    expect(sweep.States.NextPage).toMatchObject({ Parameters: { 'cursor.$': '$.page.cursor' }, Next: 'Pace' });
    expect(sweep.States.Pace).toMatchObject({ Type: 'Wait', Next: 'Page' });
  });

  it('takes a close that was started before for started, in every spelling', () => {
    const names = expect.arrayContaining(['StepFunctions.ExecutionAlreadyExistsException', 'ExecutionAlreadyExists']);
    expect(page.States.StartCloses?.ItemProcessor?.States.StartClose).toMatchObject({
      Retry: [{ ErrorEquals: names, MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }],
      Catch: [{ ErrorEquals: names, Next: 'StartedBefore' }],
    });
  });

  it('may start closes and no other machine', () => {
    expect(mayDo('Sweep')).toEqual(['DuePage StartExecution', 'FindDue InvokeFunction']);
    expect(mayDo('DuePage')).toEqual(['Close StartExecution']);
  });
});

describe('all state machines', () => {
  it.each([close, sweep, page])('are traced and log every event', ({ properties }) => {
    expect(properties).toMatchObject({
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    });
  });

  it.each(['Failed closes', 'Failed sweeps', 'Failed sweep pages'])(
    'raise the alarm "%s", the name of its heading',
    (heading) => {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmDescription: `RUNBOOK.md: ${heading}`,
        MetricName: 'ExecutionsFailed',
      });
    },
  );
});

it('every route is answered, and no action is a wildcard', () => {
  const accounts = [creditRoutes, balanceRoutes, creditNoteRoutes, lifecycleRoutes, manualLineRoutes];
  const routes = [invoiceRoutes, evidenceRoutes, previewRoutes, eventStatusRoutes, ...accounts].flatMap((of) =>
    Object.values(of),
  );
  expect(methodsOf(template)).toHaveLength(routes.length);
  expect(rightsIn(template).filter(({ action }) => action.includes('*'))).toEqual([]);
});
