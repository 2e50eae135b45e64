import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { describe, expect, it } from 'vitest';
import { authorizationForm } from '../../functions/ingest/access/access-contract.ts';
import type { LatePolicy } from '../../functions/ingest/contract.ts';
import { Api } from '../../lib/api/api.ts';
import { production } from '../../lib/config.ts';
import { Ingest } from '../../lib/ingest.ts';
import { Storage } from '../../lib/storage.ts';
import { bodyOf, functionIn, methodsOf } from './methods.ts';
import { rightsOf } from './rights.ts';

const ingestWith = (latePolicy: LatePolicy) => {
  const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
  new Ingest(stack, 'Ingest', {
    config: { ...production, consumerSeconds: 20, maxReceives: 7, maxEventAgeDays: 40, latePolicy },
    storage: new Storage(stack, 'Storage'),
    api: new Api(stack, 'Api', production),
    bus: new EventBus(stack, 'Bus'),
  });
  return Template.fromStack(stack);
};
const template = ingestWith('bill_next');
const id = (type: string, name: string): string =>
  Object.keys(template.findResources(type)).find((key) => key.startsWith(name)) ?? `no ${name}`;

describe('what was accepted is not lost', () => {
  it('both queues are encrypted, keep a message for 14 days, and outlive the stack', () => {
    template.allResources('AWS::SQS::Queue', {
      Properties: { SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it('a message that was delivered 7 times in vain goes to the dead letters', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: {
        maxReceiveCount: 7,
        deadLetterTargetArn: { 'Fn::GetAtt': [id('AWS::SQS::Queue', 'IngestDeadLetters'), 'Arn'] },
      },
    });
  });

  it('a dead letter raises an alarm that names its heading', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: 'RUNBOOK.md: Dead letters',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 0,
      Dimensions: [{ Value: { 'Fn::GetAtt': [id('AWS::SQS::Queue', 'IngestDeadLetters'), 'QueueName'] } }],
    });
  });

  it('a message comes back after the lease: 2 × 20 s, and 2 s on top', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 42 });
  });

  it('nobody reaches a queue without TLS', () => {
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });
});

describe('each function may do what it does, and no more', () => {
  it('the one that takes events: it reads claims and the catalog, keeps conflicts, sends and announces', () => {
    expect(rightsOf(template, 'IngestTakeEvents')).toEqual([
      'dynamodb:BatchGetItem on StorageClaims',
      'dynamodb:GetItem on StorageCatalog',
      'dynamodb:PutItem on StorageEventLog',
      'dynamodb:Query on StorageCatalog',
      'events:PutEvents on Bus',
      'sqs:SendMessage on IngestEvents',
    ]);
  });

  it('it reads watermarks only where late events are refused', () => {
    const more = rightsOf(ingestWith('reject'), 'IngestTakeEvents');
    expect(more.filter((right) => !rightsOf(template, 'IngestTakeEvents').includes(right))).toEqual([
      'dynamodb:BatchGetItem on StorageUsage',
    ]);
  });

  it('the authorizer reads keys and two secrets, and lists nothing', () => {
    expect(rightsOf(template, 'IngestAuthorizer')).toEqual([
      'dynamodb:GetItem on StorageAccess',
      'secretsmanager:DescribeSecret on IngestAdminKey',
      'secretsmanager:DescribeSecret on IngestPortalSecret',
      'secretsmanager:GetSecretValue on IngestAdminKey',
      'secretsmanager:GetSecretValue on IngestPortalSecret',
    ]);
  });

  it('the one that rotates reads and writes the secret of links, and no other', () => {
    expect(rightsOf(template, 'IngestRotateSecret')).toEqual([
      'secretsmanager:DescribeSecret on IngestPortalSecret',
      'secretsmanager:GetSecretValue on IngestPortalSecret',
      'secretsmanager:PutSecretValue on IngestPortalSecret',
      'secretsmanager:UpdateSecretVersionStage on IngestPortalSecret',
    ]);
    template.hasResourceProperties('AWS::Lambda::Permission', {
      FunctionName: { 'Fn::GetAtt': [id('AWS::Lambda::Function', 'IngestRotateSecret'), 'Arn'] },
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
  });

  it('the one that manages keys makes, lists and revokes them; it deletes none, and sees no secret', () => {
    expect(rightsOf(template, 'IngestApiKeys')).toEqual([
      'dynamodb:PutItem on StorageAccess',
      'dynamodb:Query on StorageAccess/index/list',
      'dynamodb:UpdateItem on StorageAccess',
    ]);
  });
});

describe('who calls is found out by the authorizer', () => {
  it('it is asked with the Authorization header, and its answer kept for five minutes', () => {
    const { Key: scheme } = bodyOf(template).components.securitySchemes;
    expect(scheme).toMatchObject({
      ...{ type: 'apiKey', in: 'header', name: 'Authorization', 'x-amazon-apigateway-authtype': 'custom' },
      'x-amazon-apigateway-authorizer': {
        ...{ type: 'token', authorizerResultTtlInSeconds: 300 },
        identityValidationExpression: authorizationForm,
      },
    });
  });

  it('every route of the stage asks it, and it answers this API alone', () => {
    const { Key: scheme } = bodyOf(template).components.securitySchemes;
    const authorizer = id('AWS::Lambda::Function', 'IngestAuthorizer');
    expect(functionIn(scheme?.['x-amazon-apigateway-authorizer'].authorizerUri)).toBe(authorizer);
    expect(methodsOf(template).map(({ authorized }) => authorized)).toEqual([true, true, true, true]);
    const api = { Ref: id('AWS::ApiGateway::RestApi', 'ApiOpenApi') };
    template.hasResourceProperties('AWS::Lambda::Permission', {
      FunctionName: { 'Fn::GetAtt': [authorizer, 'Arn'] },
      Principal: 'apigateway.amazonaws.com',
      SourceArn: { 'Fn::Join': ['', Match.arrayWith([api, '/authorizers/*'])] },
    });
  });

  it('the admin key and the secret of links are 43 random letters and digits, and nobody’s choice', () => {
    template.resourceCountIs('AWS::SecretsManager::Secret', 2);
    template.allResourcesProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { PasswordLength: 43, ExcludePunctuation: true },
      SecretString: Match.absent(),
    });
  });
});

it('the secret of links is rotated every 30 days, and by no deployment, once its function may be called', () => {
  const [permission = ''] = Object.keys(
    template.findResources('AWS::Lambda::Permission', {
      Properties: { Principal: 'secretsmanager.amazonaws.com' },
    }),
  );
  template.hasResource('AWS::SecretsManager::RotationSchedule', {
    Properties: {
      SecretId: { Ref: id('AWS::SecretsManager::Secret', 'IngestPortalSecret') },
      RotationLambdaARN: { 'Fn::GetAtt': [id('AWS::Lambda::Function', 'IngestRotateSecret'), 'Arn'] },
      RotationRules: { AutomaticallyAfterDays: 30 },
      RotateImmediatelyOnUpdate: false,
    },
    DependsOn: Match.arrayWith([permission]),
  });
});

it('the API answers before API Gateway gives up: after 29 s', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    Timeout: 29,
    Environment: { Variables: Match.objectLike({ MAX_EVENT_AGE_DAYS: '40' }) },
  });
});
