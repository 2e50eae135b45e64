import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Api } from '../../../lib/api/api.ts';
import { development, production } from '../../../lib/config.ts';
import { Ingest } from '../../../lib/ingest.ts';
import { Meter } from '../../../lib/meter/meter.ts';
import { Storage } from '../../../lib/storage.ts';
import { rightsOf } from '../rights.ts';

const templateOf = (config: typeof production): Template => {
  const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
  const stage = {
    config,
    storage: new Storage(stack, 'Storage'),
    api: new Api(stack, 'Api', config),
    bus: new EventBus(stack, 'Bus'),
  };
  const { queue, deadLetters } = new Ingest(stack, 'Ingest', stage);
  new Meter(stack, 'Meter', { ...stage, queue, deadLetters });
  return Template.fromStack(stack);
};
const template = templateOf(production);

const functionSchema = z.object({
  Properties: z.object({
    Timeout: z.number(),
    Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  }),
});
const queueSchema = z.object({ Properties: z.object({ VisibilityTimeout: z.number().optional() }) });

describe.each([
  ['production', production],
  ['development', development],
])('in %s, the protocol has the times that it needs', (_, config) => {
  const here = templateOf(config);
  const [consumer] = Object.entries(here.findResources('AWS::Lambda::Function'))
    .filter(([id]) => id.startsWith('MeterConsumer'))
    .map(([, resource]) => functionSchema.parse(resource).Properties);
  const lease = Number(consumer?.Environment.Variables.LEASE_SECONDS);
  const [visibility = 0] = Object.values(here.findResources('AWS::SQS::Queue')).flatMap(
    (queue) => queueSchema.parse(queue).Properties.VisibilityTimeout ?? [],
  );

  it('a claim’s lease is longer than a consumer can live', () => {
    expect(lease).toBeGreaterThan(consumer?.Timeout ?? Number.POSITIVE_INFINITY);
  });

  it('a message comes back when the lease is over, and not while its consumer may live', () => {
    expect(visibility).toBeGreaterThan(lease);
    expect(visibility).toBeGreaterThan(consumer?.Timeout ?? Number.POSITIVE_INFINITY);
  });
});

describe('the consumer', () => {
  it('may do what counting takes, and no more: it queries no counters, scans no log, deletes nothing', () => {
    expect(rightsOf(template, 'MeterConsumer')).toEqual([
      'dynamodb:BatchGetItem on StorageCatalog',
      'dynamodb:BatchGetItem on StorageClaims',
      'dynamodb:BatchGetItem on StorageUsage',
      'dynamodb:ConditionCheckItem on StorageUsage',
      'dynamodb:GetItem on StorageCatalog',
      'dynamodb:GetItem on StorageEventLog',
      'dynamodb:GetItem on StorageUsage',
      'dynamodb:PartiQLInsert on StorageClaims',
      'dynamodb:PutItem on StorageEventLog',
      'dynamodb:Query on StorageCatalog',
      'dynamodb:UpdateItem on StorageClaims',
      'dynamodb:UpdateItem on StorageEventLog',
      'dynamodb:UpdateItem on StorageUsage',
      'events:PutEvents on Bus',
      'sqs:ChangeMessageVisibility on IngestEvents',
      'sqs:DeleteMessage on IngestEvents',
      'sqs:GetQueueAttributes on IngestEvents',
      'sqs:GetQueueUrl on IngestEvents',
      'sqs:ReceiveMessage on IngestEvents',
      'sqs:SendMessage on IngestDeadLetters',
    ]);
  });

  it('is given many messages at once, and says which of them have to come again', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 1,
      ScalingConfig: { MaximumConcurrency: 50 },
    });
  });

  it('that fails raises an alarm that names its heading', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmDescription: 'RUNBOOK.md: Consumer errors' });
  });

  it('keeps a claim longer than an event may be old', () => {
    expect(production.claimRetentionDays).toBeGreaterThan(production.maxEventAgeDays);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ CLAIM_RETENTION_DAYS: '400' }) },
    });
  });
});

it('the function that shows usage only reads counters and a meter', () => {
  expect(rightsOf(template, 'MeterUsage')).toEqual([
    'dynamodb:GetItem on StorageCatalog',
    'dynamodb:GetItem on StorageUsage',
    'dynamodb:Query on StorageUsage',
  ]);
});
