import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { expect, it } from 'vitest';
import { Api } from '../../lib/api/api.ts';
import { Catalog } from '../../lib/catalog.ts';
import { production } from '../../lib/config.ts';
import { Simulations } from '../../lib/invoice/simulations.ts';
import { Migrations } from '../../lib/migrations.ts';
import { Storage } from '../../lib/storage.ts';
import { rightsOf } from './rights.ts';

const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
const stage = {
  config: production,
  storage: new Storage(stack, 'Storage'),
  api: new Api(stack, 'Api', production),
  bus: new EventBus(stack, 'Bus'),
};
const { changes } = new Catalog(stack, 'Catalog', stage);
new Migrations(stack, 'Migrations', { ...stage, changes });
new Simulations(stack, 'Simulations', stage);
const template = Template.fromStack(stack);

it('a migration changes the catalog, and nothing else', () => {
  expect(rightsOf(template, 'MigrationsStep')).toEqual([
    'dynamodb:GetItem on StorageCatalog',
    'dynamodb:PutItem on StorageCatalog',
    'dynamodb:Query on StorageCatalog/index/list',
    'dynamodb:UpdateItem on StorageCatalog',
    'events:PutEvents on Bus',
  ]);
});

it.each(['SimulationsStep', 'SimulationsApi'])('a simulation writes what came out, and nothing else: %s', (name) => {
  const writes = rightsOf(template, name).filter((right) => /:(Put|Update|Delete|Batch|Condition)/.test(right));
  expect(writes.filter((right) => !right.endsWith('StorageIdempotency'))).toEqual([
    'dynamodb:PutItem on StorageInvoices',
  ]);
});

it.each(['Failed migrations', 'Failed simulations'])('an execution that fails raises an alarm: %s', (heading) => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmDescription: `RUNBOOK.md: ${heading}` });
});
