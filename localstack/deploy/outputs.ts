import { readFile, writeFile } from 'node:fs/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import { clientAt, region } from '../emulator/environment.ts';
import { LocalAwsError } from '../emulator/local-aws-error.ts';
import { apiUrlAt, stackName, stackOutputsAt } from './stack.ts';

const outputs = z.object({
  /** Without the stage: `POST ${apiUrl}/v1/events` works. */
  apiUrl: z.string(),
  adminKey: z.string(),
  dashboardUrl: z.string(),
  region: z.string(),
  endpoint: z.string(),
  /** The stack's own outputs, by name. */
  stackOutputs: z.record(z.string(), z.string()),
});
export type Outputs = z.infer<typeof outputs>;

/** @throws LocalAwsError deploy_failed, if the stack lacks an output that is needed here */
export const outputsOf = async (endpoint: string): Promise<Outputs> => {
  const stackOutputs = (await stackOutputsAt(endpoint)) ?? {};
  const { ApiId, AdminKeySecretArn } = stackOutputs;
  if (!ApiId || !AdminKeySecretArn) {
    throw new LocalAwsError('deploy_failed', `${stackName} has no output ApiId or AdminKeySecretArn`);
  }
  const secrets = new SecretsManagerClient(clientAt(endpoint));
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: AdminKeySecretArn }));
  const apiUrl = apiUrlAt(endpoint, ApiId);
  return { apiUrl, adminKey: SecretString ?? '', dashboardUrl: `${apiUrl}/v1/portal`, region, endpoint, stackOutputs };
};

export const writeOutputs = async (file: string, value: Outputs): Promise<void> => {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
};

/** `undefined` if there is no such file, or it does not hold outputs. */
export const readOutputs = async (file: string): Promise<Outputs | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : outputs.safeParse(JSON.parse(text)).data;
};
