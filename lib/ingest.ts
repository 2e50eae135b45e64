import { CfnOutput, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Grant, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnRotationSchedule, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { adminKeyVariable, portalSecretVariable } from '../functions/ingest/access/access-contract.ts';
import { apiKeyRoutes } from '../functions/ingest/access/api-key-routes.ts';
import { eventQueueVariable, latePolicyVariable, maxEventAgeVariable } from '../functions/ingest/contract.ts';
import { eventRoutes } from '../functions/ingest/routes.ts';
import { alarmOnAge, alarmOnMessages, onErrors, onExceptionsOnly, onFailuresOnly } from './stage/alarms.ts';
import { letAnnounce, type StageProps } from './stage/stage.ts';
import { StageFunction } from './stage/stage-function.ts';

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
    this.portalSecret = this.makeSecret('PortalSecret', 'Signs the links to the customer portal');
    this.rotatePortalSecret(props);
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
  private makeSecret(id: string, description: string): Secret {
    return new Secret(this, id, {
      description,
      generateSecretString: { passwordLength: 43, excludePunctuation: true },
    });
  }

  /** The first rotation comes when its time has come, not with a deployment: while that is under way, functions of before may run that
   *  know the current secret alone. The CDK's own schedule would grant more than the function calls. */
  private rotatePortalSecret({ config }: StageProps): void {
    const handler = new StageFunction(this, 'RotateSecret', {
      handler: 'ingest/access/rotate-secret',
      alarm: onExceptionsOnly('Secret rotation errors'),
    });
    this.portalSecret.grantRead(handler);
    Grant.addToPrincipal({
      grantee: handler,
      actions: ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'],
      resourceArns: [this.portalSecret.secretArn],
    });
    handler.addPermission('LetRotate', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    });
    const schedule = new CfnRotationSchedule(this, 'PortalSecretRotation', {
      secretId: this.portalSecret.secretArn,
      rotationLambdaArn: handler.functionArn,
      rotationRules: { automaticallyAfterDays: config.portalSecretDays },
      rotateImmediatelyOnUpdate: false,
    });
    schedule.node.addDependency(handler);
  }

  private authorize({ storage, api }: StageProps): void {
    const adminKey = this.makeSecret('AdminKey', 'The first API key, with the scope admin');
    Validations.of(adminKey).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Its holders are outside of AWS and would be locked out: they make keys of their own with it.',
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
