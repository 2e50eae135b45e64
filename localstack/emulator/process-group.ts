import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Sends a signal to a process that was started `detached`, and to all that it started. Gone already: nothing. */
export const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: nobody is left in the group.
  }
};

/** SIGTERM, and SIGKILL for what is still there after `graceMs`. */
export const endGroup = async (pid: number, graceMs = 3_000): Promise<void> => {
  signalGroup(pid, 'SIGTERM');
  const end = performance.now() + graceMs;
  while (performance.now() < end && groupLives(pid)) await sleep(50);
  signalGroup(pid, 'SIGKILL');
};

/** Whether a process of this group has `mark` in its command line: a recycled pid has not. */
export const groupIsOurs = (pid: number, mark: string): boolean => {
  const table = execFileSync('ps', ['-A', '-ww', '-o', 'pgid=,command='], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  return table.split('\n').some((line) => line.trimStart().startsWith(`${pid} `) && line.includes(mark));
};

const groupLives = (pid: number): boolean => {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Whether there is such a process. One that this user may not signal (EPERM) is there as well. */
export const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};
