import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { Storage } from '../../lib/storage.ts';
import { rightsOf } from './rights.ts';

const stack = new Stack(new App(), 'Test');
const storage = new Storage(stack, 'Storage');
const handler = new LambdaFunction(stack, 'Handler', {
  code: Code.fromInline('//'),
  handler: 'index.handler',
  runtime: Runtime.NODEJS_24_X,
});
storage.open(handler, 'usage', 'Query');
storage.openIndex(handler, 'invoices', 'customer');
const template = Template.fromStack(stack);
const tables = Object.entries(template.findResources('AWS::DynamoDB::GlobalTable'));

describe.each(tables)('%s', (_, table) => {
  const [replica] = table.Properties.Replicas;

  it('can be brought back to any second, is encrypted, and is paid for by use', () => {
    expect(replica.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    expect(table.Properties.BillingMode).toBe('PAY_PER_REQUEST');
    // DynamoDB encrypts every table at rest; a specification could only name another key.
    expect(table.Properties.SSESpecification?.SSEEnabled).not.toBe(false);
  });

  it('has no fixed name', () => {
    expect(table.Properties.TableName).toBeUndefined();
  });
});

const ledgers = tables.filter(([id]) => !id.startsWith('StorageIdempotency'));

it.each(ledgers)('%s is a ledger: it outlives the stack, and is not deleted by mistake', (_, table) => {
  expect(table.Properties.Replicas[0].DeletionProtectionEnabled).toBe(true);
  expect([table.DeletionPolicy, table.UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
});

it('eight tables, of which only the one of remembered answers may go', () => {
  expect(tables.map(([id]) => id.slice(7, -8)).toSorted()).toEqual([
    'Access',
    'Catalog',
    'Claims',
    'EventLog',
    'Idempotency',
    'Invoices',
    'Payments',
    'Usage',
  ]);
  const disposable = tables
    .filter(([, { DeletionPolicy }]) => DeletionPolicy !== 'Retain')
    .map(([id]) => id.slice(7, -8));
  expect(disposable).toEqual(['Idempotency']);
});

it('only claims, the log and remembered answers expire: nothing that holds money or usage does', () => {
  const expiring = tables
    .filter(([, { Properties }]) => Properties.TimeToLiveSpecification?.Enabled === true)
    .map(([id]) => id.slice(7, -8));
  expect(expiring.toSorted()).toEqual(['Claims', 'EventLog', 'Idempotency']);
});

it('the counters have a stream with what was before and after', () => {
  template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
});

it('a function may do with a table what it was opened for, and knows its name', () => {
  expect(rightsOf(template, 'Handler')).toEqual([
    'dynamodb:Query on StorageInvoices/index/customer',
    'dynamodb:Query on StorageUsage',
  ]);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { USAGE_TABLE: Match.anyValue(), INVOICES_TABLE: Match.anyValue() } },
  });
});
