import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, where cdk.json is. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
export const here = join(root, 'localstack');
/** MiniStack's virtual environment; made once, shared by every run. */
export const venvDir = join(here, '.venv');
/** The run that `npm run local up` started. */
export const sharedRunDir = join(here, '.run');

/** Names of a run's files; each run has its own directory. */
export const filesOf = (runDir: string) => ({
  emulatorLog: join(runDir, 'emulator.log'),
  deployLog: join(runDir, 'deploy.log'),
  assembly: join(runDir, 'cdk.out'),
  outputs: join(runDir, 'outputs.json'),
  state: join(runDir, 'state.json'),
  lock: join(runDir, 'up.lock'),
});
