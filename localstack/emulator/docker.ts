import { execFile, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exitCodeOf, tailOf } from './command.ts';
import { answersAs, comesUp, isHealthy, nameVariable } from './health.ts';
import { onEveryExit } from './last-resort.ts';
import { LocalAwsError } from './local-aws-error.ts';
import type { Run } from './ministack.ts';
import { filesOf, here } from './places.ts';
import { onFreePort } from './port.ts';

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
  const service = process.env.LOCALSTACK_AUTH_TOKEN ? 'localstack' : 'ministack';
  const started = await onFreePort(wanted.port, (port) => startOn(port, service, wanted));
  if (started !== undefined) return started;
  const log = await tailOf(filesOf(wanted.dir).emulatorLog);
  throw new LocalAwsError('emulator_failed', `docker compose up ${service} failed:\n${log}`);
};

/** `undefined`, with nothing left of it, if it did not come up. Docker binds its ports when it starts a container, so that it
 *  refuses one that is taken. */
const startOn = async (port: number, service: string, wanted: Run): Promise<Containers | undefined> => {
  const endpoint = `http://127.0.0.1:${port}`;
  // Not named for its port: to compose, a second start of one project is the same project, and its end ends both.
  const project = `meterline-local-${randomUUID()}`;
  const letGo = onEveryExit(() => spawnSync('docker', down(project), { stdio: 'ignore' }));
  const code = await exitCodeOf({
    program: 'docker',
    args: [...compose(project), 'up', '--detach', service],
    cwd: here,
    env: { ...process.env, LOCAL_PORT: String(port), [nameVariable]: project },
    log: filesOf(wanted.dir).emulatorLog,
  });
  const isUp = () => (service === 'ministack' ? answersAs(endpoint, project) : isHealthy(endpoint));
  if (code === 0 && (await comesUp(isUp, 120_000))) return { endpoint, project, letGo };
  await stopContainers(project);
  letGo();
  return undefined;
};

export const stopContainers = async (project: string): Promise<void> => {
  await run('docker', down(project));
};

const compose = (project: string) => ['compose', '-p', project, '-f', join(here, 'compose.yaml')];
const down = (project: string) => [...compose(project), 'down', '--volumes', '--timeout', '5'];
