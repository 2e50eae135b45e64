import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { onEveryExit } from './last-resort.ts';
import { signalGroup } from './process-group.ts';

export type Command = {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Both output streams go here; appended. */
  readonly log: string;
};

/** Runs a command and returns its exit code, 127 if there is no such program. Should this process end first, the command and
 *  all that it has started are killed. */
export const exitCodeOf = (command: Command): Promise<number> => {
  const log = openSync(command.log, 'a');
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: command.env,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const takeBack = onEveryExit(() => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  });
  return new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 1));
  }).finally(takeBack);
};

/** The last lines of a log, for the message of what failed. */
export const tailOf = async (log: string, lines = 25): Promise<string> => {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
};
