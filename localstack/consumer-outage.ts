import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { stackName } from './stack.ts';

export interface LocalEndpoint {
  readonly endpoint: string;
  readonly region: string;
}

const clientOptions = ({ endpoint, region }: LocalEndpoint) => ({
  endpoint,
  region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** The deployed name of the resource whose logical id begins so. */
export const physicalName = async (local: LocalEndpoint, type: string, logicalPrefix: string): Promise<string> => {
  const client = new CloudFormationClient(clientOptions(local));
  for await (const page of paginateListStackResources({ client }, { StackName: stackName })) {
    const found = page.StackResourceSummaries?.find(
      ({ ResourceType, LogicalResourceId }) => ResourceType === type && LogicalResourceId?.startsWith(logicalPrefix),
    );
    if (found?.PhysicalResourceId !== undefined) return found.PhysicalResourceId;
  }
  throw new TypeError(`the stack has no ${type} ${logicalPrefix}…`);
};

/** Makes every consumer fail after it has claimed its events and before it commits them: the table of the counters is out
 *  of its reach, as after a mistake in a deployment. Returns what mends it.
 *  @returns repairs the consumer */
export const breakConsumer = async (local: LocalEndpoint): Promise<() => Promise<void>> => {
  const client = new LambdaClient(clientOptions(local));
  const FunctionName = await physicalName(local, 'AWS::Lambda::Function', 'MeterConsumer');
  const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const variables = Environment?.Variables ?? {};
  const configure = async (Variables: Record<string, string>): Promise<void> => {
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  };
  await configure({ ...variables, USAGE_TABLE: 'out-of-reach' });
  return () => configure(variables);
};
