import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { stackName } from '../../localstack/deploy/stack.ts';
import { clientAt } from '../../localstack/emulator/environment.ts';
import { endpoint } from './stack.ts';

export const tables = new DynamoDBClient(clientAt(endpoint));
export const machines = new SFNClient(clientAt(endpoint));

/** The deployed name of what the stack calls so. */
export const deployed = async (logicalId: string): Promise<string> => {
  const stack = new CloudFormationClient(clientAt(endpoint));
  let NextToken: string | undefined;
  do {
    const page = await stack.send(new ListStackResourcesCommand({ StackName: stackName, NextToken }));
    const found = page.StackResourceSummaries?.find((one) => logicalIdOf(one.LogicalResourceId) === logicalId);
    if (found?.PhysicalResourceId !== undefined) return found.PhysicalResourceId;
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  throw new Error(`there is no ${logicalId}`);
};

/** Without the hash at its end. */
const logicalIdOf = (id = ''): string => id.replace(/[0-9A-F]{8}$/, '');

/** @returns the execution's ARN */
export const startMachine = async (logicalId: string, input: object = {}): Promise<string> => {
  const stateMachineArn = await deployed(logicalId);
  const { executionArn = '' } = await machines.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  return executionArn;
};

/** What nothing in Meterline does: changes a counter behind the log's back. */
export const damage = async (customer: string, counter: string, sum: string): Promise<void> => {
  await tables.send(
    new UpdateItemCommand({
      TableName: await deployed('StorageUsage'),
      Key: { pk: { S: customer }, sk: { S: counter } },
      UpdateExpression: 'SET #sum = #sum + :sum',
      ExpressionAttributeNames: { '#sum': 'sum' },
      ExpressionAttributeValues: { ':sum': { N: sum } },
    }),
  );
};
