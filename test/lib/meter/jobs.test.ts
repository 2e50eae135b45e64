import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { describe, expect, it } from 'vitest';
import { Api } from '../../../lib/api/api.ts';
import { production } from '../../../lib/config.ts';
import { MeterJobs } from '../../../lib/meter/jobs.ts';
import { Reconciliation } from '../../../lib/meter/reconciliation.ts';
import { Storage } from '../../../lib/storage.ts';
import { rightsOf } from '../rights.ts';

const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
const stage = {
  config: production,
  storage: new Storage(stack, 'Storage'),
  api: new Api(stack, 'Api', production),
  bus: new EventBus(stack, 'Bus'),
};
new MeterJobs(stack, 'MeterJobs', stage);
new Reconciliation(stack, 'Reconciliation', stage);
const template = Template.fromStack(stack);

describe('a backfill', () => {
  it('may read the log and count, and no more: it claims nothing, makes no batch, deletes nothing', () => {
    expect(rightsOf(template, 'MeterJobsBackfillStep')).toEqual([
      'dynamodb:BatchGetItem on StorageUsage',
      'dynamodb:ConditionCheckItem on StorageUsage',
      'dynamodb:GetItem on StorageCatalog',
      'dynamodb:GetItem on StorageEventLog',
      'dynamodb:GetItem on StorageUsage',
      'dynamodb:Scan on StorageEventLog',
      'dynamodb:UpdateItem on StorageEventLog',
      'dynamodb:UpdateItem on StorageUsage',
    ]);
  });

  it('that fails raises an alarm that names its heading', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmDescription: 'RUNBOOK.md: Failed backfills' });
  });
});

it('shards are set on the heads of a customer alone', () => {
  expect(rightsOf(template, 'MeterJobsShards')).toEqual([
    'dynamodb:GetItem on StorageUsage',
    'dynamodb:PutItem on StorageUsage',
    'dynamodb:UpdateItem on StorageUsage',
  ]);
});

describe('a recount', () => {
  it.each(['ReconciliationCountersStep', 'ReconciliationInvoicesStep'])(
    'writes no counter and no invoice: %s',
    (step) => {
      const writes = rightsOf(template, step).filter((right) => /:(Put|Update|Delete|Batch|Condition)/.test(right));
      expect(writes).toEqual([
        'dynamodb:PutItem on StorageEventLog',
        'dynamodb:UpdateItem on StorageEventLog',
        'events:PutEvents on Bus',
      ]);
    },
  );

  it('of all customers happens every night', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'cron(30 3 * * ? *)' });
  });

  it('that fails raises an alarm that names its heading', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: 'RUNBOOK.md: Failed reconciliations',
    });
  });
});
