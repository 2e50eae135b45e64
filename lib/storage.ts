import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, StreamViewType, type TablePropsV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type LogPartition, logPartitions } from '../functions/kernel/log-partition-contract.ts';
import { type TableName, tableVariables } from '../functions/platform/table/table-contract.ts';

/** The actions of DynamoDB that Meterline uses: a grant names those that a function calls, and no others. */
export type TableAction =
  | 'BatchGetItem'
  | 'ConditionCheckItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PartiQLInsert'
  | 'PutItem'
  | 'Query'
  | 'Scan'
  | 'UpdateItem';

/** What `open` may let a function do with the event log. */
export type LogRead = Extract<TableAction, 'GetItem' | 'Query' | 'Scan'>;

const key = {
  partitionKey: { name: 'pk', type: AttributeType.STRING },
  sortKey: { name: 'sk', type: AttributeType.STRING },
};

/** All tables. Those that hold what was counted or is owed (`ledger`) have point-in-time recovery and deletion protection, and
 *  stay when the stack is deleted. */
export class Storage extends Construct {
  /** One item an event, `CLAIM#<source>#<id>`: which batch has counted it. It is what makes an event count once. */
  readonly claims = this.ledger('Claims', { partitionKey: key.partitionKey, timeToLiveAttribute: 'expiresAt' });
  /** The log of events, to which is only added: one item a batch. */
  readonly log = this.ledger('EventLog', { ...key, timeToLiveAttribute: 'expiresAt' });
  /** The counters of usage, those of late usage, and up to when each customer's usage is closed (its watermark). */
  readonly usage = this.ledger('Usage', { ...key, dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES });
  /** Meters, plans, coupons, taxes, customers, subscriptions, test clocks. */
  readonly catalog = this.ledger('Catalog', {
    ...key,
    globalSecondaryIndexes: [
      {
        indexName: 'list',
        partitionKey: { name: 'listPk', type: AttributeType.STRING },
        sortKey: { name: 'listSk', type: AttributeType.STRING },
      },
      {
        indexName: 'due',
        partitionKey: { name: 'duePk', type: AttributeType.STRING },
        sortKey: { name: 'dueSk', type: AttributeType.STRING },
      },
    ],
  });
  /** Invoices, credit notes, their numbers, credits and balances. */
  readonly invoices = this.ledger('Invoices', {
    ...key,
    globalSecondaryIndexes: [
      {
        indexName: 'list',
        partitionKey: { name: 'listPk', type: AttributeType.STRING },
        sortKey: { name: 'listSk', type: AttributeType.STRING },
      },
      {
        indexName: 'customer',
        partitionKey: { name: 'customerId', type: AttributeType.STRING },
        sortKey: { name: 'listSk', type: AttributeType.STRING },
      },
      {
        indexName: 'issued',
        partitionKey: { name: 'issuedPk', type: AttributeType.STRING },
        sortKey: { name: 'issuedSk', type: AttributeType.STRING },
      },
    ],
  });
  /** Collections, payments, waits for the next try, and the accounts of the simulated payment gateway. */
  readonly payments = this.ledger('Payments', key);
  /** API keys, as hashes. */
  readonly access = this.ledger('Access', {
    partitionKey: key.partitionKey,
    globalSecondaryIndexes: [
      {
        indexName: 'list',
        partitionKey: { name: 'listPk', type: AttributeType.STRING },
        sortKey: { name: 'listSk', type: AttributeType.STRING },
      },
    ],
  });
  /** Answers that are kept so that a repeated request or announcement gets the same one. The table may be deleted at any
   *  time. */
  readonly idempotency = new TableV2(this, 'Idempotency', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    timeToLiveAttribute: 'expiration',
    billing: Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.DESTROY,
  });

  /** Tells `handler` the table's name, and lets it take these actions on the table, but on none of its indexes. The event log is only
   *  read this way: whoever writes it says which of its partitions (`openLog`). */
  open<Name extends TableName>(
    handler: LambdaFunction,
    table: Name,
    ...actions: readonly (Name extends 'log' ? LogRead : TableAction)[]
  ): void {
    handler.addEnvironment(tableVariables[table], this[table].tableName);
    Grant.addToPrincipal({
      grantee: handler,
      actions: actions.map((action) => `dynamodb:${action}`),
      resourceArns: [this[table].tableArn],
    });
  }

  /** Tells `handler` the name of the event log, and lets it write these kinds of partitions of it, and no others. */
  openLog(handler: LambdaFunction, action: 'PutItem' | 'UpdateItem', ...partitions: readonly LogPartition[]): void {
    this.openPartitions(handler, 'log', action, ...partitions.map((one) => logPartitions[one]));
  }

  /** Tells `handler` the table's name, and lets it write the partitions that begin so, and no others. A request that named no partition
   *  would be let through by `ForAllValues`, so that is refused as well. */
  openPartitions(
    handler: LambdaFunction,
    table: TableName,
    action: 'PutItem' | 'UpdateItem',
    ...prefixes: readonly string[]
  ): void {
    handler.addEnvironment(tableVariables[table], this[table].tableName);
    Grant.addToPrincipal({
      grantee: handler,
      actions: [`dynamodb:${action}`],
      resourceArns: [this[table].tableArn],
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`) },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    });
  }

  /** Tells `handler` the table's name, and lets it query this one index. */
  openIndex(handler: LambdaFunction, table: TableName, index: string): void {
    handler.addEnvironment(tableVariables[table], this[table].tableName);
    Grant.addToPrincipal({
      grantee: handler,
      actions: ['dynamodb:Query'],
      resourceArns: [`${this[table].tableArn}/index/${index}`],
    });
  }

  /** Gives `handler` the rights for honouring `Idempotency-Key`, and for recognizing announcements that are repeated. */
  rememberAnswers(handler: LambdaFunction): void {
    this.open(handler, 'idempotency', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
  }

  private ledger(id: string, props: TablePropsV2): TableV2 {
    return new TableV2(this, id, {
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...props,
    });
  }
}
