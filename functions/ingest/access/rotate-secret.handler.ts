import { z } from 'zod';
import { assertNever } from '../../kernel/meterline-error.ts';
import { makeCurrent, makePending, testPending } from '../../platform/secret-rotation.ts';
import { task } from '../../platform/task.ts';

/** As Secrets Manager calls the function. */
const step = z.object({
  Step: z.enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
  SecretId: z.string(),
  ClientRequestToken: z.string(),
});

/** One step of a rotation of the secret that signs portal links. Secrets Manager calls the four in this order. */
export const handler = task(step, async ({ Step, SecretId: secretId, ClientRequestToken: versionId }) => {
  const version = { secretId, versionId };
  switch (Step) {
    case 'createSecret':
      return makePending(version);
    case 'setSecret':
      // Nobody but Meterline has to be told of the secret.
      return;
    case 'testSecret':
      return testPending(version);
    case 'finishSecret':
      return makeCurrent(version);
    default:
      return assertNever(Step);
  }
});
