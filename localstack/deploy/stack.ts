import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { clientAt } from '../emulator/environment.ts';
import { isHealthy } from '../emulator/health.ts';

export const stackName = 'Meterline';

/** The stack's own outputs by name; `undefined` if there is no such stack. */
export const stackOutputsAt = async (endpoint: string): Promise<Record<string, string> | undefined> => {
  const client = new CloudFormationClient(clientAt(endpoint));
  const stacks = await client.send(new DescribeStacksCommand({ StackName: stackName })).catch(() => undefined);
  const stack = stacks?.Stacks?.find((one) => one.StackStatus !== 'DELETE_COMPLETE');
  if (stack === undefined) return undefined;
  return Object.fromEntries((stack.Outputs ?? []).map((one) => [one.OutputKey ?? '', one.OutputValue ?? '']));
};

/** Whether the stack that these outputs describe is still there. An emulator that was restarted meanwhile has lost it. */
export const isDeployed = async (of: {
  readonly endpoint: string;
  readonly stackOutputs: Readonly<Record<string, string>>;
}): Promise<boolean> => {
  if (!(await isHealthy(of.endpoint))) return false;
  const now = await stackOutputsAt(of.endpoint);
  return now?.ApiId !== undefined && now.ApiId === of.stackOutputs.ApiId;
};

/** Clears a given emulator of what an earlier run deployed. */
export const deleteStack = async (endpoint: string): Promise<void> => {
  if ((await stackOutputsAt(endpoint)) === undefined) return;
  const client = new CloudFormationClient(clientAt(endpoint));
  const StackName = stackName;
  await client.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false }));
  await client.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { StackName });
};

/** Where the emulator serves a REST API; LocalStack and MiniStack have the same path. Without the stage. */
export const apiUrlAt = (endpoint: string, restApiId: string): string => `${endpoint}/_aws/execute-api/${restApiId}`;
