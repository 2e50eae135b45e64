import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, StreamViewType, type TablePropsV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type TableName, tableVariables } from '../functions/platform/table/table-contract.ts';

/** The actions of the DynamoDB API that Meterline uses. */
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

const key = {
  partitionKey: { name: 'pk', type: AttributeType.STRING },
  sortKey: { name: 'sk', type: AttributeType.STRING },
};

/** All tables. What is counted or owed has point-in-time recovery, deletion protection, and outlives the stack. */
export class Storage extends Construct {
  /** Who owns an event id: an item an event, `CLAIM#<source>#<id>`. */
  readonly claims = this.ledger('Claims', { partitionKey: key.partitionKey, timeToLiveAttribute: 'expiresAt' });
  /** The append-only event log: an item a batch. */
  readonly log = this.ledger('EventLog', { ...key, timeToLiveAttribute: 'expiresAt' });
  /** Counters, late counters and each customer's watermark. */
  readonly usage = this.ledger('Usage', { ...key, dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES });
  /** Meters, plans, customers, subscriptions, test clocks. */
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
  /** Invoices and their numbers. */
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
  /** Collections, payments, dunning waits and the simulated gateway. */
  readonly payments = this.ledger('Payments', key);
  /** Hashed API keys. */
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
  /** Answers kept for repeated requests and announcements; nothing in it is missed when it is gone. */
  readonly idempotency = new TableV2(this, 'Idempotency', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    timeToLiveAttribute: 'expiration',
    billing: Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.DESTROY,
  });

  /** Tells `handler` the table's name and lets it do just these things with its items. */
  open(handler: LambdaFunction, table: TableName, ...actions: readonly TableAction[]): void {
    handler.addEnvironment(tableVariables[table], this[table].tableName);
    Grant.addToPrincipal({
      grantee: handler,
      actions: actions.map((action) => `dynamodb:${action}`),
      resourceArns: [this[table].tableArn],
    });
  }

  /** Tells `handler` the table's name and lets it query one index. */
  openIndex(handler: LambdaFunction, table: TableName, index: string): void {
    handler.addEnvironment(tableVariables[table], this[table].tableName);
    Grant.addToPrincipal({
      grantee: handler,
      actions: ['dynamodb:Query'],
      resourceArns: [`${this[table].tableArn}/index/${index}`],
    });
  }

  /** What answering `Idempotency-Key` and telling repeated announcements apart takes. */
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
