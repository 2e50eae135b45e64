import { DescribeExecutionCommand, ExecutionDoesNotExist, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

const client = new SFNClient({ maxAttempts: 5 });

/** The ARN of the execution of that name, whether it has been started or not. */
export const executionArnOf = (machineArn: string, name: string): string =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** Starts an execution. Another start with the same name and input answers like the first one while that execution
 *  runs.
 *  @param name 1 to 80 of letters, digits, `-` and `_` */
export const startExecution = async (
  machineArn: string,
  name: string,
  input: Readonly<Record<string, unknown>>,
): Promise<void> => {
  await client.send(new StartExecutionCommand({ stateMachineArn: machineArn, name, input: JSON.stringify(input) }));
};

/** Whether an execution ended without an answer (it failed, timed out or was aborted), or never began. */
export const hasFailed = async (executionArn: string): Promise<boolean> => {
  try {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    return status !== 'RUNNING' && status !== 'SUCCEEDED' && status !== 'PENDING_REDRIVE';
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return true;
    throw error;
  }
};
