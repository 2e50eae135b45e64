import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tailOf } from './command.ts';
import { withoutAws } from './environment.ts';
import { answersAs, comesUp, nameVariable } from './health.ts';
import { onEveryExit } from './last-resort.ts';
import { LocalAwsError } from './local-aws-error.ts';
import { filesOf, here } from './places.ts';
import { onFreePort } from './port.ts';
import { endGroup, groupIsOurs, signalGroup } from './process-group.ts';
import { pythonWithMinistack } from './venv.ts';

const program = join(here, 'emulator', 'ministack_child.py');

/** Where a run keeps its files, and what it wants of its emulator. */
export type Run = {
  readonly dir: string;
  /** `owner`: it ends with this process, whatever happens. `itself`: it stays until it is stopped. */
  readonly lifetime: 'owner' | 'itself';
  /** Taken if it is free; 0 leaves it to the system. */
  readonly port: number;
  /** Told what is being done, a line each. */
  readonly say: (line: string) => void;
};
export type Ministack = {
  readonly endpoint: string;
  readonly pid: number;
  /** Its temporary files, and its workers' code. */
  readonly scratch: string;
  /** Takes back the promise to end it with this process. */
  readonly letGo: () => void;
};

/** @throws LocalAwsError no_python, emulator_failed */
export const startMinistack = async (run: Run): Promise<Ministack> => {
  const python = await pythonWithMinistack(run.say);
  const started = await onFreePort(run.port, (port) => startOn(port, python, run));
  if (started !== undefined) return started;
  const log = await tailOf(filesOf(run.dir).emulatorLog);
  throw new LocalAwsError('emulator_failed', `MiniStack did not start:\n${log}`);
};

/** `undefined`, with nothing left of it, if it ended before it answered: its log says why. */
const startOn = async (port: number, python: string, run: Run): Promise<Ministack | undefined> => {
  // Outside of the project, whose package.json and node_modules its workers would see.
  const scratch = await mkdtemp(join(tmpdir(), 'meterline-local-'));
  const name = `meterline-${randomUUID()}`;
  const log = openSync(filesOf(run.dir).emulatorLog, 'w');
  const child = spawn(python, [program], {
    cwd: scratch,
    env: { ...withoutAws(process.env), ...settings(port, scratch), ...owner(run), [nameVariable]: name },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  let over = false;
  child.once('exit', () => {
    over = true;
  });
  child.once('error', () => {
    over = true;
  });
  const pid = child.pid;
  const endpoint = `http://127.0.0.1:${port}`;
  const letGo = onEveryExit(() => {
    if (pid !== undefined) signalGroup(pid, 'SIGKILL');
    rmSync(scratch, { recursive: true, force: true });
  });
  const isUp = await comesUp(
    () => answersAs(endpoint, name),
    30_000,
    () => over,
  );
  if (pid === undefined || !isUp) {
    if (pid !== undefined) await endGroup(pid);
    await rm(scratch, { recursive: true, force: true });
    letGo();
    return undefined;
  }
  child.unref();
  return { endpoint, pid, scratch, letGo };
};

/** Ends the emulator and its workers, if that process still is one that `startMinistack` started. */
export const stopMinistack = async ({ pid, scratch }: Pick<Ministack, 'pid' | 'scratch'>): Promise<void> => {
  if (groupIsOurs(pid, program)) await endGroup(pid);
  await rm(scratch, { recursive: true, force: true });
};

const settings = (port: number, scratch: string): NodeJS.ProcessEnv => ({
  GATEWAY_PORT: String(port),
  BIND_HOST: '127.0.0.1',
  MINISTACK_HOST: '127.0.0.1',
  LOG_LEVEL: 'WARNING',
  TMPDIR: scratch,
  PYTHONPATH: join(here, 'emulator'),
  PYTHONUNBUFFERED: '1',
  // Not its persistence, nor the caller's wish to debug what is run with Node.
  PERSIST_STATE: '0',
  NODE_OPTIONS: '',
});

const owner = (run: Run): NodeJS.ProcessEnv =>
  run.lifetime === 'owner' ? { METERLINE_OWNER_PID: String(process.pid) } : {};
