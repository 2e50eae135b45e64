import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { SpoolInUse } from './client-error.ts';

/** The spools that this process has locked. Its own process id in a lock file does not say that: in a container, every
 *  process that is started has the same id, also the one before a restart. */
const held = new Set<string>();

/** Locks the spool for this process. The lock of a process that is gone is taken over.
 *  @returns a function that unlocks it
 *  @throws SpoolInUse */
export const lockSpool = (path: string): (() => void) => {
  const lock = `${resolve(path)}.lock`;
  if (held.has(lock)) throw inUse(path, 'another client of this process');
  if (!create(lock)) {
    const owner = Number(readFileSync(lock, 'utf8'));
    if (owner !== process.pid && isAlive(owner))
      throw inUse(path, `the process ${owner}; if that is none, delete ${lock}`);
    rmSync(lock, { force: true });
    if (!create(lock)) throw inUse(path, 'a process that has just started');
  }
  held.add(lock);
  return () => {
    held.delete(lock);
    rmSync(lock, { force: true });
  };
};

const inUse = (path: string, owner: string): SpoolInUse => new SpoolInUse(`The spool ${path} is used by ${owner}.`);

const create = (lock: string): boolean => {
  try {
    const file = openSync(lock, 'wx', 0o600);
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
};

/** A process that we may not signal (EPERM) is alive, too. */
const isAlive = (pid: number): boolean => {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
};

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
