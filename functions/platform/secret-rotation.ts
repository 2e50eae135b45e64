import { randomBytes } from 'node:crypto';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({});

/** The version of a secret that a rotation makes. Secrets Manager calls each step of the rotation with the same one, and calls a step
 *  again where it failed. */
export interface RotatedVersion {
  readonly secretId: string;
  readonly versionId: string;
}

/** The names that Secrets Manager gives to versions: of the one that a rotation is making, and of the one that is used. */
const pending = 'AWSPENDING';
const current = 'AWSCURRENT';

const isMade = async ({ secretId, versionId }: RotatedVersion): Promise<boolean> => {
  try {
    await client.send(new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId, VersionStage: pending }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
};

/** Makes the new secret, 256 random bits as 43 letters, unless an earlier try has made it. */
export const makePending = async (version: RotatedVersion): Promise<void> => {
  if (await isMade(version)) return;
  const { secretId, versionId } = version;
  await client.send(
    new PutSecretValueCommand({
      SecretId: secretId,
      ClientRequestToken: versionId,
      SecretString: randomBytes(32).toString('base64url'),
      VersionStages: [pending],
    }),
  );
};

/** Looks whether the new secret is there and long enough to sign with (RFC 7518, section 3.2: at least 256 bits).
 *  @throws TypeError where it is too short */
export const testPending = async ({ secretId, versionId }: RotatedVersion): Promise<void> => {
  const { SecretString = '' } = await client.send(
    new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId, VersionStage: pending }),
  );
  if (Buffer.byteLength(SecretString) < 32) throw new TypeError('the new secret is too short to sign with');
};

/** Makes the new secret the current one, unless an earlier try has done so. The one that was current becomes the previous one by itself,
 *  and the previous one has no name any more: what it has signed is refused from then on. */
export const makeCurrent = async ({ secretId, versionId }: RotatedVersion): Promise<void> => {
  const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId: secretId }));
  if (VersionIdsToStages[versionId]?.includes(current)) return;
  const before = Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]?.includes(current));
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: secretId,
      VersionStage: current,
      MoveToVersionId: versionId,
      RemoveFromVersionId: before,
    }),
  );
};
