import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

const client = new SFNClient({ maxAttempts: 5 });

const existing = /(^|\.)ExecutionAlreadyExists(Exception)?$/;

/** Started under this name before, ended or not: changes nothing.
 *  @param name 1 to 80 of letters, digits, `-` and `_` */
export const start = async (
  machineArn: string,
  name: string,
  input: Readonly<Record<string, unknown>>,
): Promise<void> => {
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn: machineArn, name, input: JSON.stringify(input) }));
  } catch (error) {
    if (!(error instanceof Error && existing.test(error.name))) throw error;
  }
};
