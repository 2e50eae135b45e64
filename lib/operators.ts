import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm, AlarmRule, CfnAlarm, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { MeterlineConfig } from './config.ts';
import { runbookDescription } from './stage/alarms.ts';

/** The headings of the alarms of which each can cost money if nobody does anything within a day: usage that is not counted in
 *  time, periods that are not billed, invoices that do not add up or are not charged. All others cost patience. */
export const moneyAtRisk: readonly string[] = [
  'Authorizer errors',
  'Ingest errors',
  'Dead letters',
  'Events waiting',
  'Consumer errors',
  'Failed sweeps',
  'Failed closes',
  'Evidence mismatches',
  'Failed reconciliations',
  'Failed collections',
  'Announcements lost to collect',
];

/** Tells operators when an alarm begins and when it ends: by a topic, to which the address in the settings is subscribed. It is made
 *  last, since it looks for all alarms of the stack. */
export class Operators extends Construct {
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, { alarmEmail }: Pick<MeterlineConfig, 'alarmEmail'>) {
    super(scope, id);
    this.topic = this.makeTopic();
    if (alarmEmail !== null) this.topic.addSubscription(new EmailSubscription(alarmEmail));
    const alarms = Stack.of(this)
      .node.findAll()
      .filter((one) => one instanceof Alarm);
    this.tellOf([...alarms, this.watchMoney(alarms)]);
    new CfnOutput(this, 'AlarmTopicArn', { value: this.topic.topicArn }).overrideLogicalId('AlarmTopicArn');
  }

  /** The key that AWS keeps for SNS cannot be used by CloudWatch. So the topic has one of its own. */
  private makeTopic(): Topic {
    const cloudwatch = new ServicePrincipal('cloudwatch.amazonaws.com');
    const masterKey = new Key(this, 'Key', {
      description: 'Encrypts what alarms tell',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    masterKey.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudwatch],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
    const topic = new Topic(this, 'Alarms', { displayName: 'Meterline alarms', masterKey, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudwatch],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    return topic;
  }

  private watchMoney(alarms: readonly Alarm[]): CompositeAlarm {
    const descriptions = moneyAtRisk.map(runbookDescription);
    const isRisk = ({ node: { defaultChild } }: Alarm): boolean =>
      defaultChild instanceof CfnAlarm && descriptions.includes(defaultChild.alarmDescription ?? '');
    return new CompositeAlarm(this, 'MoneyIsAtRisk', {
      alarmDescription: runbookDescription('Money is at risk'),
      alarmRule: AlarmRule.anyOf(...alarms.filter(isRisk)),
    });
  }

  private tellOf(alarms: readonly (Alarm | CompositeAlarm)[]): void {
    for (const alarm of alarms) {
      alarm.addAlarmAction(new SnsAction(this.topic));
      alarm.addOkAction(new SnsAction(this.topic));
    }
  }
}
