import { dockerAnswers, startContainers, stopContainers } from './docker.ts';
import { isHealthy } from './health.ts';
import { LocalAwsError } from './local-aws-error.ts';
import { type Run, startMinistack, stopMinistack } from './ministack.ts';

/** A running emulator. How it is stopped depends on who started it; one that was given (`AWS_ENDPOINT_URL`) is never
 *  stopped. */
export type Running =
  | { readonly by: 'given'; readonly endpoint: string }
  | { readonly by: 'ministack'; readonly endpoint: string; readonly pid: number; readonly scratch: string }
  | { readonly by: 'docker'; readonly endpoint: string; readonly project: string };

export type Emulator = { readonly running: Running; readonly letGo: () => void };

const whatToInstall = `No AWS emulator can be had here. One of these is enough:
  - Python 3.10 or later with venv (Debian, Ubuntu: sudo apt install python3 python3-venv), for MiniStack
  - Docker with compose, for MiniStack or (with LOCALSTACK_AUTH_TOKEN) LocalStack
  - AWS_ENDPOINT_URL set to an emulator that runs already`;

/** `AWS_ENDPOINT_URL` if an emulator answers there, else a MiniStack of our own.
 *  @throws LocalAwsError no_emulator, emulator_failed */
export const findOrStartEmulator = async (run: Run): Promise<Emulator> =>
  (await givenEmulator()) ?? (await ownEmulator(run));

/** Starts one that nobody else uses: with Python, else with Docker. Only where neither is there it takes the one that was
 *  given.
 *  @throws LocalAwsError no_emulator, emulator_failed */
export const startOwnEmulator = async (run: Run): Promise<Emulator> => {
  try {
    return await ownEmulator(run);
  } catch (error) {
    const given = await givenEmulator();
    if (given === undefined) throw error;
    return given;
  }
};

export const stopEmulator = async (running: Running): Promise<void> => {
  switch (running.by) {
    case 'given':
      return;
    case 'ministack':
      return stopMinistack(running);
    case 'docker':
      return stopContainers(running.project);
  }
};

const givenEmulator = async (): Promise<Emulator | undefined> => {
  const endpoint = process.env.AWS_ENDPOINT_URL?.replace(/\/+$/, '');
  if (!endpoint || !(await isHealthy(endpoint))) return undefined;
  return { running: { by: 'given', endpoint }, letGo: () => {} };
};

const ownEmulator = async (run: Run): Promise<Emulator> => {
  try {
    const { endpoint, pid, scratch, letGo } = await startMinistack(run);
    return { running: { by: 'ministack', endpoint, pid, scratch }, letGo };
  } catch (error) {
    if (!(error instanceof LocalAwsError)) throw error;
    if (await dockerAnswers()) {
      const { endpoint, project, letGo } = await startContainers(run);
      return { running: { by: 'docker', endpoint, project }, letGo };
    }
    if (error.code !== 'no_python') throw error;
    throw new LocalAwsError('no_emulator', `${whatToInstall}\n(${error.message})`);
  }
};
