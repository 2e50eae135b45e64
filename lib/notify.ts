import { Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { stage as collect } from '../functions/collect/contract.ts';
import { heard, sellerVariable, senderVariable } from '../functions/notify/contract.ts';
import { coveredBy } from './stage/alarms.ts';
import { listen, lostAnnouncements } from './stage/listener.ts';
import type { StageProps } from './stage/stage.ts';
import { StageFunction } from './stage/stage-function.ts';

/** An announcement whose mail failed three times waits in a queue that has an alarm. */
const alarm = coveredBy('Announcements lost to notify');

/** Mails customers about what earlier stages announce: payments, failed charges, invoices given up. */
export class Notify extends Construct {
  constructor(scope: Construct, id: string, { config, storage, bus }: Omit<StageProps, 'api'>) {
    super(scope, id);
    const mail = new StageFunction(this, 'Mail', {
      handler: 'notify/mail',
      alarm,
      environment: { [senderVariable]: config.senderEmail, [sellerVariable]: config.sellerName },
    });
    storage.open(mail, 'catalog', 'GetItem');
    storage.rememberAnswers(mail);
    Grant.addToPrincipal({
      grantee: mail,
      actions: ['ses:SendEmail'],
      resourceArns: this.identitiesOf(config.senderEmail),
    });
    listen(mail, bus, lostAnnouncements(this, alarm.heading), [collect, ...heard]);
  }

  /** SES lets a function send if any of these is verified: the address, its domain, or a domain above it. For
   *  `a@mail.example.com`: that, `mail.example.com` and `example.com`. */
  private identitiesOf(sender: string): string[] {
    const labels = sender.slice(sender.lastIndexOf('@') + 1).split('.');
    const domains = labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
    return [sender, ...domains].map((resourceName) =>
      Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName }),
    );
  }
}
