import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { environment } from './environment.ts';

const client = new SecretsManagerClient({});

/** How many milliseconds a container keeps a secret, before it looks whether the secret was rotated. */
const keptFor = 300_000;
const kept = new Map<string, { readonly readAt: number; readonly text: Promise<string> }>();

const read = async (variable: string): Promise<string> => {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: environment(variable) }));
  if (SecretString === undefined) throw new TypeError(`the secret of ${variable} is no text`);
  return SecretString;
};

/** Reads the secret whose ARN is in the environment variable. A read that failed is not kept. */
export const secret = (variable: string): Promise<string> => {
  const known = kept.get(variable);
  if (known !== undefined && Date.now() - known.readAt < keptFor) return known.text;
  const text = read(variable).catch((error: unknown) => {
    kept.delete(variable);
    throw error;
  });
  kept.set(variable, { readAt: Date.now(), text });
  return text;
};
