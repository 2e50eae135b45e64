import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { describe, expect, it } from 'vitest';
import { Api } from '../../../lib/api/api.ts';
import { production } from '../../../lib/config.ts';
import { Ingest } from '../../../lib/ingest.ts';
import { MeterEvents } from '../../../lib/meter/events.ts';
import { Storage } from '../../../lib/storage.ts';
import { rightsOf } from '../rights.ts';

const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
const stage = {
  config: production,
  storage: new Storage(stack, 'Storage'),
  api: new Api(stack, 'Api', production),
  bus: new EventBus(stack, 'Bus'),
};
const { queue, deadLetters } = new Ingest(stack, 'Ingest', stage);
new MeterEvents(stack, 'Events', { ...stage, queue, deadLetters });
const template = Template.fromStack(stack);

describe('who may do what about single events', () => {
  it('a void reads claims, the log and counters, and adds to the log and the counters; it deletes nothing', () => {
    expect(rightsOf(template, 'EventsVoid')).toEqual([
      'dynamodb:BatchGetItem on StorageUsage',
      'dynamodb:GetItem on StorageCatalog',
      'dynamodb:GetItem on StorageClaims',
      'dynamodb:GetItem on StorageEventLog',
      'dynamodb:GetItem on StorageUsage',
      'dynamodb:PutItem on StorageEventLog',
      'dynamodb:Query on StorageCatalog',
      'dynamodb:Query on StorageEventLog',
      'dynamodb:UpdateItem on StorageEventLog',
      'dynamodb:UpdateItem on StorageUsage',
      'events:PutEvents on Bus',
    ]);
  });

  it('lists only read', () => {
    expect(rightsOf(template, 'EventsList')).toEqual([
      'dynamodb:GetItem on StorageCatalog',
      'dynamodb:Query on StorageEventLog',
    ]);
    expect(rightsOf(template, 'EventsNotCounted')).toEqual([
      'dynamodb:GetItem on StorageClaims',
      'dynamodb:GetItem on StorageEventLog',
      'dynamodb:Query on StorageEventLog',
    ]);
  });

  it('a redrive takes from the dead letters and puts into the queue, never the other way round', () => {
    expect(rightsOf(template, 'EventsDeadLetters')).toEqual([
      'sqs:ChangeMessageVisibility on IngestDeadLetters',
      'sqs:DeleteMessage on IngestDeadLetters',
      'sqs:GetQueueAttributes on IngestDeadLetters',
      'sqs:ReceiveMessage on IngestDeadLetters',
      'sqs:SendMessage on IngestEvents',
    ]);
  });
});
