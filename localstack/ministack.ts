import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tailOf } from './command.ts';
import { withoutAws } from './environment.ts';
import { becomesHealthy } from './health.ts';
import { onEveryExit } from './last-resort.ts';
import { LocalAwsError } from './local-aws-error.ts';
import { filesOf, here } from './places.ts';
import { freePort } from './port.ts';
import { endGroup, groupIsOurs, signalGroup } from './process-group.ts';
import { pythonWithMinistack } from './venv.ts';

const program = join(here, 'ministack_child.py');

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
  /** Takes back the promise to end it with this process. */
  readonly letGo: () => void;
};

/** @throws LocalAwsError no_python, emulator_failed */
export async function startMinistack(run: Run): Promise<Ministack> {
  const python = await pythonWithMinistack(run.say);
  const port = await freePort(run.port);
  const files = filesOf(run.dir);
  await mkdir(files.scratch, { recursive: true });
  const log = openSync(files.emulatorLog, 'w');
  const child = spawn(python, [program], {
    cwd: files.scratch,
    env: { ...withoutAws(process.env), ...settings(port, files.scratch), ...owner(run) },
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
  const letGo = onEveryExit(() => pid !== undefined && signalGroup(pid, 'SIGKILL'));
  const healthy = await becomesHealthy(endpoint, 30_000, () => over);
  if (pid === undefined || !healthy) {
    if (pid !== undefined) await endGroup(pid);
    letGo();
    throw new LocalAwsError('emulator_failed', `MiniStack did not start:\n${await tailOf(files.emulatorLog)}`);
  }
  child.unref();
  return { endpoint, pid, letGo };
}

/** Ends the emulator and its workers, if that process still is one that `startMinistack` started. */
export async function stopMinistack(pid: number, runDir: string): Promise<void> {
  if (groupIsOurs(pid, program)) await endGroup(pid);
  await rm(filesOf(runDir).scratch, { recursive: true, force: true });
}

function settings(port: number, scratch: string): NodeJS.ProcessEnv {
  return {
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    LOG_LEVEL: 'WARNING',
    // Workers' code and its own pid file; deleted with the run.
    TMPDIR: scratch,
    PYTHONPATH: here,
    PYTHONUNBUFFERED: '1',
    // Not its persistence, nor the caller's wish to debug what is run with Node.
    PERSIST_STATE: '0',
    NODE_OPTIONS: '',
  };
}

const owner = (run: Run): NodeJS.ProcessEnv =>
  run.lifetime === 'owner' ? { METERLINE_OWNER_PID: String(process.pid) } : {};
