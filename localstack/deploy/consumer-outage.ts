import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { tableVariables } from '../../functions/platform/table/table-contract.ts';
import { clientAt } from '../emulator/environment.ts';
import { LocalAwsError } from '../emulator/local-aws-error.ts';
import { changeEnvironment } from './function-environment.ts';
import { stackName } from './stack.ts';

/** Makes every consumer fail after it has claimed its events and before it commits them: the table of the counters is out
 *  of its reach, as after a mistake in a deployment.
 *  @returns repairs the consumer */
export const breakConsumer = async (endpoint: string): Promise<() => Promise<void>> =>
  changeEnvironment(endpoint, await consumerName(endpoint), { [tableVariables.usage]: 'out-of-reach' });

/** @throws LocalAwsError deploy_failed, if there is none */
const consumerName = async (endpoint: string): Promise<string> => {
  const client = new CloudFormationClient(clientAt(endpoint));
  for await (const page of paginateListStackResources({ client }, { StackName: stackName })) {
    const consumer = page.StackResourceSummaries?.find(
      ({ ResourceType, LogicalResourceId }) =>
        ResourceType === 'AWS::Lambda::Function' && LogicalResourceId?.startsWith('MeterConsumer'),
    );
    if (consumer?.PhysicalResourceId !== undefined) return consumer.PhysicalResourceId;
  }
  throw new LocalAwsError('deploy_failed', `${stackName} has no consumer`);
};
