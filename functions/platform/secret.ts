import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { environment } from './environment.ts';

const client = new SecretsManagerClient({});

/** How many milliseconds a container keeps a secret, before it looks whether the secret was rotated. */
const keptFor = 300_000;

/** How many milliseconds pass at least between two reads of a secret that somebody else's request makes happen. */
const leastBetween = 10_000;

/** A secret that is rotated. What the previous one has signed is still taken, so that a rotation ends nothing that is out. */
export interface RotatedSecret {
  readonly current: string;
  /** Null until the first rotation. */
  readonly previous: string | null;
}

const readStage = async (variable: string, VersionStage: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<string> => {
  const { SecretString } = await client.send(
    new GetSecretValueCommand({ SecretId: environment(variable), VersionStage }),
  );
  if (SecretString === undefined) throw new TypeError(`the secret of ${variable} is no text`);
  return SecretString;
};

const readCurrent = (variable: string): Promise<string> => readStage(variable, 'AWSCURRENT');

/** The current secret is read first. Where a rotation comes between the two reads, both find the secret of before, and the new one
 *  is missing until the next read. The other way round the secret of before would be missing, which has signed all that is out. */
const readBoth = async (variable: string): Promise<RotatedSecret> => ({
  current: await readStage(variable, 'AWSCURRENT'),
  previous: await readStage(variable, 'AWSPREVIOUS').catch(nullBeforeFirstRotation),
});

const nullBeforeFirstRotation = (error: unknown): null => {
  if (error instanceof ResourceNotFoundException) return null;
  throw error;
};

/** Keeps what `read` gave. A read that failed is not kept: what was known before stays, for as long as it would have.
 *  @returns reads by the name of a variable; what is known may be at most so many milliseconds old */
const kept = <Value>(read: (variable: string) => Promise<Value>) => {
  const known = new Map<string, { readonly readAt: number; readonly value: Promise<Value> }>();
  return (variable: string, oldest: number): Promise<Value> => {
    const before = known.get(variable);
    if (before !== undefined && Date.now() - before.readAt < oldest) return before.value;
    const value = read(variable).catch((error: unknown) => {
      if (before === undefined) known.delete(variable);
      else known.set(variable, before);
      throw error;
    });
    known.set(variable, { readAt: Date.now(), value });
    return value;
  };
};

const keptCurrent = kept(readCurrent);
const keptBoth = kept(readBoth);

/** Reads the secret whose ARN is in the environment variable: the current one. */
export const secret = (variable: string): Promise<string> => keptCurrent(variable, keptFor);

/** The same with the one before it, for whoever checks what it has signed. */
export const rotatedSecret = (variable: string): Promise<RotatedSecret> => keptBoth(variable, keptFor);

/** For whoever meets a signature that is of neither secret, since there may be a newer one. It is read again at most every ten
 *  seconds in a container, so that a flood of forged signatures makes no flood of reads. */
export const rereadSecret = (variable: string): Promise<RotatedSecret> => keptBoth(variable, leastBetween);
