import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { describe, expect, it } from 'vitest';
import { Api } from '../../../lib/api/api.ts';
import { production } from '../../../lib/config.ts';
import { InvoiceCredits } from '../../../lib/invoice/credits.ts';
import { invoicePrinter } from '../../../lib/invoice/printer.ts';
import { Storage } from '../../../lib/storage.ts';
import { rightsOf } from '../rights.ts';

const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
new InvoiceCredits(stack, 'Accounts', {
  config: { ...production, creditNotePrefix: 'BACK' },
  storage: new Storage(stack, 'Storage'),
  api: new Api(stack, 'Api', production),
  bus: new EventBus(stack, 'Bus'),
  printer: invoicePrinter(stack),
});
const template = Template.fromStack(stack);

const onAccounts = [
  'dynamodb:GetItem on StorageCatalog',
  'dynamodb:GetItem on StorageInvoices',
  'dynamodb:PutItem on StorageInvoices',
  'dynamodb:Query on StorageInvoices',
  'dynamodb:UpdateItem on StorageInvoices',
];
const remembering = ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'].map(
  (action) => `dynamodb:${action} on StorageIdempotency`,
);

describe('who may move credit', () => {
  it.each([
    ['AccountsCredits', [...onAccounts, 'dynamodb:Query on StorageInvoices/index/list', ...remembering]],
    [
      'AccountsCreditNotes',
      [
        ...onAccounts,
        'dynamodb:Query on StorageInvoices/index/customer',
        'dynamodb:Query on StorageInvoices/index/list',
        'events:PutEvents on Bus',
        'lambda:InvokeFunction on Print',
        ...remembering,
      ],
    ],
  ])('%s may do just this: no movement is deleted', (name, rights) => {
    expect(rightsOf(template, `${name}Service`)).toEqual(rights.toSorted());
  });

  it('credit notes are numbered with the prefix of the stack', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { CREDIT_NOTE_PREFIX: 'BACK' } },
    });
  });
});
