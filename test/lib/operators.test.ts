import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { moneyAtRisk, Operators } from '../../lib/operators.ts';
import { alarmOnMessages } from '../../lib/stage/alarms.ts';
import { wholeStack } from './whole.ts';

const template = Template.fromStack(wholeStack());
const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm'));
const [[compositeId, composite] = []] = Object.entries(template.findResources('AWS::CloudWatch::CompositeAlarm'));
const [topic] = Object.keys(template.findResources('AWS::SNS::Topic'));

describe('an alarm tells somebody', () => {
  it.each([...alarms, [compositeId, composite] as const])('%s: when it begins and when it ends', (_, found) => {
    expect([found?.Properties.AlarmActions, found?.Properties.OKActions]).toEqual([[{ Ref: topic }], [{ Ref: topic }]]);
    expect(found?.Properties.ActionsEnabled).not.toBe(false);
  });

  it('by an encrypted topic, over TLS, which only CloudWatch of this account is let to', () => {
    const [key] = Object.keys(template.findResources('AWS::KMS::Key'));
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: { 'Fn::GetAtt': [key, 'Arn'] } });
    const [policy] = Object.values(template.findResources('AWS::SNS::TopicPolicy'));
    expect(policy?.Properties.PolicyDocument.Statement).toMatchObject([
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        ...{ Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' } },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
    template.hasOutput('AlarmTopicArn', { Value: { Ref: topic } });
  });

  it('CloudWatch may use the key of the topic: without that, the alarm would be told to nobody', () => {
    const [key] = Object.values(template.findResources('AWS::KMS::Key'));
    expect(key?.Properties.EnableKeyRotation).toBe(true);
    expect(key?.Properties.KeyPolicy.Statement).toContainEqual({
      ...{ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: '*' },
      Principal: { Service: 'cloudwatch.amazonaws.com' },
    });
  });

  it.each([
    ['ops@example.com', 1],
    [null, 0],
  ])('the address in the settings is subscribed: %s', (alarmEmail, count) => {
    const stack = new Stack(new App(), 'Test');
    alarmOnMessages(stack, 'Dead letters', new Queue(stack, 'Queue'));
    new Operators(stack, 'Operators', { alarmEmail });
    const subscriptions = Object.values(Template.fromStack(stack).findResources('AWS::SNS::Subscription'));
    expect(subscriptions.map(({ Properties }) => [Properties.Protocol, Properties.Endpoint])).toEqual(
      count === 0 ? [] : [['email', alarmEmail]],
    );
  });
});

describe('money is at risk', () => {
  const rule = JSON.stringify(composite?.Properties.AlarmRule);
  const isRisk = (description: string): boolean => moneyAtRisk.includes(description.replace('RUNBOOK.md: ', ''));

  it('when any alarm of which each can cost money rings, and no other', () => {
    const inRule = alarms.filter(([id]) => rule.includes(`"${id}"`)).map(([id]) => id);
    expect(inRule).toEqual(
      alarms.filter(([, { Properties }]) => isRisk(Properties.AlarmDescription)).map(([id]) => id),
    );
    expect(inRule.length).toBeLessThanOrEqual(100);
  });

  it.each(moneyAtRisk)('there is an alarm for "%s", and the runbook says that it counts', (heading) => {
    expect(alarms.map(([, { Properties }]) => Properties.AlarmDescription)).toContain(`RUNBOOK.md: ${heading}`);
    const [, section = ''] = readFileSync('RUNBOOK.md', 'utf8').split('\n## Money is at risk\n');
    expect(section.split('\n## ')[0]).toContain(`*${heading}*`);
  });
});
