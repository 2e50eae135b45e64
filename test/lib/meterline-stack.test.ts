import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { wholeStack } from './whole.ts';

const stack = wholeStack();
const template = Template.fromStack(stack);
const all = (type: string) => Object.entries(template.findResources(type));
const reference = z.object({ Ref: z.string() });
const attribute = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const logGroups = new Set(all('AWS::Logs::LogGroup').map(([id]) => id));

const newestNode = Runtime.ALL.flatMap(({ name }) => /^nodejs(\d+)\.x$/.exec(name)?.[1] ?? [])
  .map((major) => `nodejs${major}.x`)
  .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  .at(-1);

it('synthesizes without a warning', () => {
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});

describe.each(all('AWS::Lambda::Function'))('%s', (_, { Properties }) => {
  it('runs on the newest Node.js that Lambda has, on arm64', () => {
    expect(Properties.Runtime).toBe(newestNode);
    expect(Properties.Architectures).toEqual(['arm64']);
  });

  it('is traced, and logs into a group of its own', () => {
    expect(Properties.TracingConfig).toEqual({ Mode: 'Active' });
    expect(logGroups).toContain(reference.parse(Properties.LoggingConfig.LogGroup).Ref);
  });

  it('has a role of its own', () => {
    const [role] = attribute.parse(Properties.Role)['Fn::GetAtt'];
    const sharing = all('AWS::Lambda::Function').filter(
      ([, other]) => attribute.parse(other.Properties.Role)['Fn::GetAtt'][0] === role,
    );
    expect(sharing).toHaveLength(1);
  });
});

it.each(all('AWS::Logs::LogGroup'))('%s is kept for three months', (_, { Properties }) => {
  expect(Properties.RetentionInDays).toBe(90);
});

it('all tables are those of the storage, which `storage.test.ts` holds to its rules', () => {
  const tables = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'].flatMap((type) => all(type));
  expect(tables.filter(([id]) => !id.startsWith('Storage'))).toEqual([]);
});

describe.each(all('AWS::SQS::Queue'))('%s', (id, queue) => {
  it('is encrypted, spoken to by TLS only, and outlives the stack', () => {
    expect(queue.Properties.SqsManagedSseEnabled).toBe(true);
    expect([queue.DeletionPolicy, queue.UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: id }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'sqs:*',
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  it('keeps messages for fourteen days, and loses none: it has a dead-letter queue, or is one under an alarm', () => {
    expect(queue.Properties.MessageRetentionPeriod).toBe(1_209_600);
    if (queue.Properties.RedrivePolicy !== undefined) return;
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SQS',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [id, 'QueueName'] } }],
    });
  });
});

it.each(all('AWS::StepFunctions::StateMachine'))(
  '%s is traced, logged without what it carries, and under an alarm',
  (id, { Properties }) => {
    expect(Properties.TracingConfiguration).toEqual({ Enabled: true });
    expect(Properties.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/States',
      MetricName: 'ExecutionsFailed',
      Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: id } }],
    });
  },
);

it('leaves room: at most 450 of the 500 resources that CloudFormation takes', () => {
  expect(Object.keys(template.toJSON().Resources).length).toBeLessThanOrEqual(450);
});

it('no function has a policy beside its role, which would be one more resource each', () => {
  const roles = new Set(
    all('AWS::Lambda::Function').map(([, { Properties }]) => attribute.parse(Properties.Role)['Fn::GetAtt'][0]),
  );
  const beside = all('AWS::IAM::Policy').filter(([, { Properties }]) =>
    Properties.Roles.some((role: unknown) => roles.has(reference.parse(role).Ref)),
  );
  // The machine whose wait it ends waits for it.
  expect(beside.map(([id]) => id.slice(0, -8))).toEqual(['CollectLetWaitEnd']);
});

describe('least privilege', () => {
  const texts = z.union([z.string(), z.array(z.string())]).transform((text) => [text].flat());
  const document = z.object({
    Statement: z.array(
      z.object({ Action: texts, Effect: z.string(), Resource: z.unknown(), Principal: z.unknown().optional() }),
    ),
  });
  const documents = [
    ...all('AWS::IAM::Policy').map(([, { Properties }]) => Properties.PolicyDocument),
    ...all('AWS::SQS::QueuePolicy').map(([, { Properties }]) => Properties.PolicyDocument),
    ...all('AWS::IAM::Role').flatMap(([, { Properties }]) =>
      (Properties.Policies ?? []).map((policy: { PolicyDocument: unknown }) => policy.PolicyDocument),
    ),
  ];
  const allowed = documents
    .flatMap((policy) => document.parse(policy).Statement)
    .filter(({ Effect }) => Effect === 'Allow');

  it('no action has a wildcard', () => {
    const actions = allowed.flatMap(({ Action }) => Action);
    expect(actions).not.toHaveLength(0);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('any resource at all: only for traces and log deliveries, which cannot be granted on one', () => {
    const actions = allowed.filter(({ Resource }) => [Resource].flat().includes('*')).flatMap(({ Action }) => Action);
    const services = /^(xray:(Put|GetSampling)|logs:[A-Za-z]*(LogDelivery|LogDeliveries|ResourcePolic|LogGroups))/;
    expect(actions.filter((action) => !services.test(action))).toEqual([]);
  });

  it('no part of an ARN is a wildcard, but for the executions of one machine', () => {
    const resources = allowed.flatMap(({ Resource }) => [Resource].flat()).filter((resource) => resource !== '*');
    const wild = resources.map((resource) => JSON.stringify(resource)).filter((text) => text.includes('*'));
    expect(wild.filter((text) => !/":execution:",\{"Fn::Select".*"(?::|\/\*:)\*"/.test(text))).toEqual([]);
  });

  it('AWS’s own policies are for API Gateway’s account setting alone', () => {
    const managed = all('AWS::IAM::Role').filter(([, { Properties }]) => Properties.ManagedPolicyArns !== undefined);
    expect(managed.map(([id]) => id.slice(0, -8))).toEqual(['ApiOpenApiCloudWatchRole']);
  });
});
