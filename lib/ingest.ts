import { CfnOutput, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { adminKeyVariable, portalSecretVariable } from '../functions/ingest/access/access-contract.ts';
import { apiKeyRoutes } from '../functions/ingest/access/api-key-routes.ts';
import { eventQueueVariable, latePolicyVariable, maxEventAgeVariable } from '../functions/ingest/contract.ts';
import { eventRoutes } from '../functions/ingest/routes.ts';
import { alarmOnAge, alarmOnMessages, onErrors, onFailuresOnly } from './stage/alarms.ts';
import { letAnnounce, type StageProps } from './stage/stage.ts';
import { StageFunction } from './stage/stage-function.ts';

interface SecretProps {
  readonly description: string;
  readonly whyNotRotated: string;
}

/** The entry: takes events over HTTPS into the queue, and finds out who calls the API. */
export class Ingest extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** Signs portal links. */
  readonly portalSecret: Secret;

  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    this.deadLetters = this.makeDeadLetterQueue();
    this.queue = this.makeQueue(props);
    this.portalSecret = this.makeSecret('PortalSecret', {
      description: 'Signs the links to the customer portal',
      whyNotRotated: 'A rotation ends every portal link that is out, so it is for after a leak, not for a calendar.',
    });
    this.authorize(props);
    this.takeEvents(props);
    this.manageKeys(props);
  }

  private makeDeadLetterQueue(): Queue {
    const queue = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    alarmOnMessages(this, 'Dead letters', queue);
    return queue;
  }

  /** A message that was not acknowledged comes back as soon as its events may be taken over from the consumer that had it:
   *  after twice the longest run of a consumer, and 2 s. With 30 s that is 62 s. */
  private makeQueue({ config }: StageProps): Queue {
    const queue = new Queue(this, 'Events', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(config.consumerSeconds * 2 + 2),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: config.maxReceives },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    alarmOnAge(this, 'Events waiting', queue, Duration.minutes(15));
    return queue;
  }

  /** 43 characters, each one of 62 letters and digits: 43 × log2(62) = 256 random bits. */
  private makeSecret(id: string, { description, whyNotRotated }: SecretProps): Secret {
    const secret = new Secret(this, id, {
      description,
      generateSecretString: { passwordLength: 43, excludePunctuation: true },
    });
    Validations.of(secret).acknowledge({ id: 'AwsSolutions-SMG4', reason: whyNotRotated });
    return secret;
  }

  private authorize({ storage, api }: StageProps): void {
    const adminKey = this.makeSecret('AdminKey', {
      description: 'The first API key, with the scope admin',
      whyNotRotated: 'Its holders are outside of AWS and would be locked out: they make keys of their own with it.',
    });
    const handler = new StageFunction(this, 'Authorizer', {
      handler: 'ingest/access/authorizer',
      alarm: onFailuresOnly('Authorizer errors'),
      environment: { [adminKeyVariable]: adminKey.secretArn, [portalSecretVariable]: this.portalSecret.secretArn },
    });
    storage.open(handler, 'access', 'GetItem');
    adminKey.grantRead(handler);
    this.portalSecret.grantRead(handler);
    api.authorizeWith({ handler, resultsCacheTtl: Duration.minutes(5) });
    new CfnOutput(this, 'AdminKeySecretArn', { value: adminKey.secretArn }).overrideLogicalId('AdminKeySecretArn');
  }

  private takeEvents({ config, storage, api, bus }: StageProps): void {
    const handler = new StageFunction(this, 'TakeEvents', {
      handler: 'ingest/events',
      alarm: onErrors('Ingest errors'),
      memorySize: 1024,
      systemLog: 'failures',
      timeout: Duration.seconds(29),
      environment: {
        [eventQueueVariable]: this.queue.queueUrl,
        [maxEventAgeVariable]: String(config.maxEventAgeDays),
        [latePolicyVariable]: config.latePolicy,
      },
    });
    storage.open(handler, 'claims', 'BatchGetItem');
    storage.open(handler, 'catalog', 'GetItem', 'Query');
    storage.openLog(handler, 'PutItem', 'conflict', 'conflictList');
    if (config.latePolicy === 'reject') storage.open(handler, 'usage', 'BatchGetItem');
    this.queue.grant(handler, 'sqs:SendMessage');
    letAnnounce(handler, bus);
    api.serve(handler, eventRoutes);
  }

  private manageKeys({ storage, api }: StageProps): void {
    const handler = new StageFunction(this, 'ApiKeys', {
      handler: 'ingest/access/api-keys',
      alarm: onErrors('API key errors'),
    });
    storage.open(handler, 'access', 'PutItem', 'UpdateItem');
    storage.openIndex(handler, 'access', 'list');
    api.serve(handler, apiKeyRoutes);
  }
}
