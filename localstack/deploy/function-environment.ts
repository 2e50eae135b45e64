import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { clientAt } from '../emulator/environment.ts';

/** Sets variables of a deployed function, from its next invocation on.
 *  @returns sets them back */
export const changeEnvironment = async (
  endpoint: string,
  name: string,
  changes: Readonly<Record<string, string>>,
): Promise<() => Promise<void>> => {
  const client = new LambdaClient(clientAt(endpoint));
  const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
  const before = Environment?.Variables ?? {};
  const set = async (Variables: Record<string, string>): Promise<void> => {
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment: { Variables } }));
  };
  await set({ ...before, ...changes });
  return () => set(before);
};
