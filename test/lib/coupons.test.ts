import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { expect, it } from 'vitest';
import { Api } from '../../lib/api.ts';
import { production } from '../../lib/config.ts';
import { Coupons } from '../../lib/coupons.ts';
import { Storage } from '../../lib/storage.ts';
import { rightsOf } from './rights.ts';

const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
new Coupons(stack, 'Coupons', {
  config: production,
  storage: new Storage(stack, 'Storage'),
  api: new Api(stack, 'Api', production),
  bus: new EventBus(stack, 'Bus'),
});
const template = Template.fromStack(stack);

it('coupons are items of the catalog, and reach no invoice', () => {
  expect(rightsOf(template, 'Coupons')).toEqual([
    'dynamodb:DeleteItem on StorageCatalog',
    'dynamodb:DeleteItem on StorageIdempotency',
    'dynamodb:GetItem on StorageCatalog',
    'dynamodb:GetItem on StorageIdempotency',
    'dynamodb:PutItem on StorageCatalog',
    'dynamodb:PutItem on StorageIdempotency',
    'dynamodb:Query on StorageCatalog',
    'dynamodb:Query on StorageCatalog/index/list',
    'dynamodb:UpdateItem on StorageCatalog',
    'dynamodb:UpdateItem on StorageIdempotency',
  ]);
});
