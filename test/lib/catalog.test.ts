import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { describe, expect, it } from 'vitest';
import { routes } from '../../functions/catalog/api/routes.ts';
import { subscriptionChangeRoutes } from '../../functions/catalog/change/subscription-change-routes.ts';
import { Api } from '../../lib/api/api.ts';
import { Catalog } from '../../lib/catalog.ts';
import { production } from '../../lib/config.ts';
import { Storage } from '../../lib/storage.ts';
import { methodsOf } from './methods.ts';
import { rightsIn } from './rights.ts';

const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
const storage = new Storage(stack, 'Storage');
const bus = new EventBus(stack, 'Bus');
new Catalog(stack, 'Catalog', {
  config: { ...production, graceHours: 3, usageWindowMinutes: 30 },
  storage,
  api: new Api(stack, 'Api', production),
  bus,
});
const template = Template.fromStack(stack);

const granted = rightsIn(template)
  .filter(({ action }) => !/^(logs|xray):/.test(action))
  .map(({ action, resource }) => ({ action, resource: JSON.stringify(resource) }));
const on = (name: string) =>
  granted
    .filter(({ resource }) => resource.includes(name))
    .map(({ action }) => action)
    .toSorted();

describe("the catalog's functions", () => {
  it('reads and writes items of the catalog, and deletes none', () => {
    const items = ['ConditionCheckItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map((name) => `dynamodb:${name}`);
    expect([...new Set(on('Catalog'))].toSorted()).toEqual(items);
  });

  it('queries the index of lists, and not the one of what is due', () => {
    expect(granted.filter(({ resource }) => resource.includes('/index/'))).toMatchObject([
      { action: 'dynamodb:Query', resource: expect.stringContaining('/index/list') },
    ]);
  });

  it('announces on the bus, and reaches no other table', () => {
    expect([...new Set(on('Bus'))]).toEqual(['events:PutEvents']);
    for (const table of ['Claims', 'EventLog', 'Usage', 'Invoices', 'Payments', 'Access'])
      expect(on(table)).toEqual([]);
  });

  it('has no wildcard action', () => {
    expect(granted.map(({ action }) => action).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('know the grace and the windows of the stack', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          GRACE_HOURS: '3',
          USAGE_WINDOW_MINUTES: '30',
          POWERTOOLS_SERVICE_NAME: 'catalog',
        }),
      },
    });
  });

  it('answers every route of the catalog', () => {
    expect(methodsOf(template)).toHaveLength(Object.keys({ ...routes, ...subscriptionChangeRoutes }).length);
  });

  it.each([
    ['AWS/Lambda', 'Errors'],
    ['Meterline', 'Failures'],
  ])('that fails raises an alarm that names its heading, by %s %s', (Namespace, MetricName) => {
    const alarm = { AlarmDescription: 'RUNBOOK.md: Catalog errors', Namespace, MetricName };
    template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', Match.objectLike(alarm), 2);
  });
});
