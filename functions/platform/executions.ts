import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';

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

/** Starts no second execution of that name, whether the first is still running or has ended.
 *  @param name 1 to 80 of letters, digits, `-` and `_` */
export const startOnce = (...execution: Parameters<typeof startExecution>): Promise<void> =>
  unlessNamed(existing, startExecution(...execution));

/** Ends a wait of an execution. A wait that has ended already, or whose execution has, stays ended.
 *  @param token of the task that waits */
export const endWait = (token: string, output: Readonly<Record<string, unknown>>): Promise<void> =>
  unlessNamed(gone, client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output) })));

/** Step Functions spells these with `Exception` at the end or without, and with a service in front or without. */
const existing = /(^|\.)ExecutionAlreadyExists(Exception)?$/;
const gone = /(^|\.)(TaskDoesNotExist|TaskTimedOut)(Exception)?$/;

const unlessNamed = async (expected: RegExp, call: Promise<unknown>): Promise<void> => {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error && expected.test(error.name))) throw error;
  }
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
