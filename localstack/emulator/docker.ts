import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exitCodeOf, tailOf } from './command.ts';
import { becomesHealthy } from './health.ts';
import { onEveryExit } from './last-resort.ts';
import { LocalAwsError } from './local-aws-error.ts';
import type { Run } from './ministack.ts';
import { filesOf, here } from './places.ts';
import { freePort } from './port.ts';

const run = promisify(execFile);

export type Containers = { readonly endpoint: string; readonly project: string; readonly letGo: () => void };

/** Whether `docker compose` is here and its daemon answers. */
export const dockerAnswers = async (): Promise<boolean> => {
  try {
    await run('docker', ['compose', 'version'], { timeout: 10_000 });
    await run('docker', ['info'], { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
};

/** Starts LocalStack where `LOCALSTACK_AUTH_TOKEN` is set, MiniStack otherwise.
 *  @throws LocalAwsError emulator_failed */
export const startContainers = async (wanted: Run): Promise<Containers> => {
  const port = await freePort(wanted.port);
  const endpoint = `http://127.0.0.1:${port}`;
  const project = `meterline-local-${port}`;
  const service = process.env.LOCALSTACK_AUTH_TOKEN ? 'localstack' : 'ministack';
  const log = filesOf(wanted.dir).emulatorLog;
  const letGo = onEveryExit(() => spawnSync('docker', down(project), { stdio: 'ignore' }));
  const code = await exitCodeOf({
    program: 'docker',
    args: [...compose(project), 'up', '--detach', service],
    cwd: here,
    env: { ...process.env, LOCAL_PORT: String(port) },
    log,
  });
  if (code !== 0 || !(await becomesHealthy(endpoint, 120_000, () => false))) {
    await stopContainers(project);
    letGo();
    throw new LocalAwsError('emulator_failed', `docker compose up ${service} failed:\n${await tailOf(log)}`);
  }
  return { endpoint, project, letGo };
};

export const stopContainers = async (project: string): Promise<void> => {
  await run('docker', down(project));
};

const compose = (project: string) => ['compose', '-p', project, '-f', join(here, 'compose.yaml')];
const down = (project: string) => [...compose(project), 'down', '--volumes', '--timeout', '5'];
