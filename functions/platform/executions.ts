import { DescribeExecutionCommand, ExecutionDoesNotExist, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

const client = new SFNClient({ maxAttempts: 5 });

/** Where an execution of that name is, started or not. */
export const executionArnOf = (machineArn: string, name: string): string =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** @param name 1 to 80 of letters, digits, `-` and `_` */
export const startExecution = async (
  machineArn: string,
  name: string,
  input: Readonly<Record<string, unknown>>,
): Promise<void> => {
  await client.send(new StartExecutionCommand({ stateMachineArn: machineArn, name, input: JSON.stringify(input) }));
};

/** Whether it has ended without an answer (failed, timed out or aborted) or never began. */
export const hasFailed = async (executionArn: string): Promise<boolean> => {
  try {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    return status !== 'RUNNING' && status !== 'SUCCEEDED' && status !== 'PENDING_REDRIVE';
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return true;
    throw error;
  }
};
