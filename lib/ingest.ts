import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { latePolicyVariable } from '../functions/ingest/contract.ts';
import { apiKeyRoutes, eventRoutes } from '../functions/ingest/routes.ts';
import { alarmOnErrors, alarmOnMessages } from './alarms.ts';
import { letAnnounce, type StageProps } from './stage.ts';
import { StageFunction } from './stage-function.ts';

/** Takes events over HTTPS into the queue, and knows who calls. */
export class Ingest extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** Signs portal links. */
  readonly portalSecret: Secret;

  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    this.deadLetters = this.makeDeadLetterQueue();
    this.queue = this.makeQueue(props);
    this.portalSecret = this.makeSecret('PortalSecret', 'Signs the links to the customer portal');
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

  /** A message comes back when its consumer's events may be taken over: after twice the time that a consumer may live. */
  private makeQueue({ config }: StageProps): Queue {
    return new Queue(this, 'Events', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(config.consumerSeconds * 2 + 2),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: config.maxReceives },
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** 43 characters of 62: 256 random bits. */
  private makeSecret(id: string, description: string): Secret {
    return new Secret(this, id, {
      description,
      generateSecretString: { passwordLength: 43, excludePunctuation: true },
    });
  }

  private authorize({ storage, api }: StageProps): void {
    const adminKey = this.makeSecret('AdminKey', 'The first API key, with the scope admin');
    const handler = new StageFunction(this, 'Authorizer', {
      handler: 'ingest/authorizer',
      environment: { ADMIN_KEY_SECRET: adminKey.secretArn, PORTAL_SECRET: this.portalSecret.secretArn },
    });
    storage.open(handler, 'access', 'GetItem');
    adminKey.grantRead(handler);
    this.portalSecret.grantRead(handler);
    alarmOnErrors(this, 'Authorizer errors', handler);
    api.authorizeWith(new TokenAuthorizer(this, 'KeyAuthorizer', { handler, resultsCacheTtl: Duration.minutes(5) }));
    new CfnOutput(this, 'AdminKeySecretArn', { value: adminKey.secretArn }).overrideLogicalId('AdminKeySecretArn');
  }

  private takeEvents({ config, storage, api, bus }: StageProps): void {
    const handler = new StageFunction(this, 'TakeEvents', {
      handler: 'ingest/events',
      memorySize: 1024,
      timeout: Duration.seconds(29),
      environment: {
        EVENT_QUEUE_URL: this.queue.queueUrl,
        MAX_EVENT_AGE_DAYS: String(config.maxEventAgeDays),
        [latePolicyVariable]: config.latePolicy,
      },
    });
    storage.open(handler, 'claims', 'BatchGetItem');
    storage.open(handler, 'catalog', 'GetItem', 'Query');
    storage.open(handler, 'log', 'PutItem');
    if (config.latePolicy === 'reject') storage.open(handler, 'usage', 'BatchGetItem');
    this.queue.grant(handler, 'sqs:SendMessage');
    letAnnounce(handler, bus);
    alarmOnErrors(this, 'Ingest errors', handler);
    api.serve(handler, eventRoutes);
  }

  private manageKeys({ storage, api }: StageProps): void {
    const handler = new StageFunction(this, 'ApiKeys', { handler: 'ingest/api-keys' });
    storage.open(handler, 'access', 'PutItem', 'UpdateItem');
    storage.openIndex(handler, 'access', 'list');
    api.serve(handler, apiKeyRoutes);
  }
}
