import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exitCodeOf, tailOf } from './command.ts';
import { withoutAws } from './environment.ts';
import { LocalAwsError } from './local-aws-error.ts';
import { exclusively } from './lock.ts';
import { here, sharedRunDir, venvDir } from './places.ts';

const run = promisify(execFile);
const requirements = join(here, 'requirements.txt');
const candidates = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
/** Prints its version as `3.11`, and `venv` or `bare`: whether it can make an environment that has pip. */
const probe = `
import sys, importlib.util as u
print('%d.%d' % sys.version_info[:2], 'venv' if u.find_spec('venv') and u.find_spec('ensurepip') else 'bare')`;

type Python = { readonly program: string; readonly version: string; readonly minor: number; readonly hasVenv: boolean };

/** The Python of `localstack/.venv`, made if it is not there or was made from other requirements.
 *  @throws LocalAwsError no_python, emulator_failed (pip) */
export const pythonWithMinistack = async (say: (line: string) => void): Promise<string> => {
  const wanted = await readFile(requirements, 'utf8');
  const python = join(venvDir, 'bin', 'python');
  const isThere = async (): Promise<boolean> =>
    (await readFile(join(venvDir, 'installed.txt'), 'utf8').catch(() => undefined)) === wanted && existsSync(python);
  if (await isThere()) return python;

  await mkdir(sharedRunDir, { recursive: true });
  const waits = (pid: number) => say(`the process ${pid} is installing MiniStack: waiting for it`);
  await exclusively(join(sharedRunDir, 'venv.lock'), waits, async () => {
    if (!(await isThere())) await makeVenv(wanted, say);
  });
  return python;
};

const makeVenv = async (wanted: string, say: (line: string) => void): Promise<void> => {
  const base = usable(await pythons());
  say('installing MiniStack in localstack/.venv (once)');
  // Made aside and moved in whole: an interrupted install leaves nothing half-made behind.
  const fresh = join(sharedRunDir, `venv-${process.pid}`);
  try {
    await install(base, fresh);
    await writeFile(join(fresh, 'installed.txt'), wanted);
    await rm(venvDir, { recursive: true, force: true });
    await rename(fresh, venvDir);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
};

/** @throws LocalAwsError no_python, with what to install */
export const usable = (found: readonly Python[]): Python => {
  const recent = found.filter((python) => python.minor >= 10);
  const complete = recent.find((python) => python.hasVenv);
  if (complete !== undefined) return complete;
  const bare = recent[0];
  if (bare !== undefined) {
    throw new LocalAwsError(
      'no_python',
      `Python ${bare.version} is here but cannot make virtual environments. On Debian and Ubuntu: sudo apt install python${bare.version}-venv`,
    );
  }
  const old = found[0] === undefined ? 'there is none' : `found ${found[0].version}`;
  throw new LocalAwsError('no_python', `Python 3.10 or later is needed (${old}). Install python3 and python3-venv.`);
};

const pythons = async (): Promise<readonly Python[]> => {
  const answers = await Promise.all(
    candidates.map(async (program) => {
      const { stdout } = await run(program, ['-c', probe], { timeout: 10_000 }).catch(() => ({ stdout: '' }));
      const [, version, minor, kind] = /^(3\.(\d+)) (venv|bare)/.exec(stdout) ?? [];
      return version === undefined ? [] : [{ program, version, minor: Number(minor), hasVenv: kind === 'venv' }];
    }),
  );
  return answers.flat();
};

const install = async (base: Python, target: string): Promise<void> => {
  const log = join(sharedRunDir, 'pip.log');
  const env = withoutAws(process.env);
  const steps = [
    { program: base.program, args: ['-m', 'venv', '--clear', target] },
    {
      program: join(target, 'bin', 'python'),
      args: ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '-r', requirements],
    },
  ];
  for (const step of steps) {
    const code = await exitCodeOf({ ...step, cwd: here, env, log });
    if (code !== 0) {
      throw new LocalAwsError('emulator_failed', `Installing MiniStack failed (log: ${log}):\n${await tailOf(log)}`);
    }
  }
};
