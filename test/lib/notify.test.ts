import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { describe, expect, it } from 'vitest';
import { production } from '../../lib/config.ts';
import { Notify } from '../../lib/notify.ts';
import { Storage } from '../../lib/storage.ts';
import { rightsIn } from './rights.ts';

const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
const config = { ...production, senderEmail: 'billing@acme.example', sellerName: 'Acme Inc.' };
const storage = new Storage(stack, 'Storage');
new Notify(stack, 'Notify', { config, storage, bus: new EventBus(stack, 'Bus') });
const template = Template.fromStack(stack);

const identity = (name: string) => ({
  'Fn::Join': ['', expect.arrayContaining([expect.stringMatching(`:identity/${name}$`)])],
});

describe('notify: mails about dunning stages, payments and what is given up', () => {
  it('hears them from collect', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['meterline.collect'],
        'detail-type': ['dunning.stage', 'payment.succeeded', 'invoice.uncollectible'],
      },
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    });
  });

  it('may send as the configured address or its domain, and as nobody else', () => {
    const sending = rightsIn(template).filter(({ action }) => action.startsWith('ses:'));
    expect(sending.map(({ action, resource }) => [action, resource])).toEqual([
      ['ses:SendEmail', [identity('billing@acme.example'), identity('acme.example')]],
    ]);
  });

  it('signs with the seller', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ SENDER_EMAIL: 'billing@acme.example', SELLER_NAME: 'Acme Inc.' }) },
    });
  });

  it('keeps what could not be sent, under an alarm', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
      MaximumRetryAttempts: 2,
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: 'RUNBOOK.md: Announcements lost to notify',
    });
  });
});
