import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { onEveryExit } from './last-resort.ts';
import { lives } from './process-group.ts';

/** Runs `action` when no other process is at work with the same lock file, and tells once for whom it waits. What a process that
 *  was killed outright has left is taken over. */
export const exclusively = async <Result>(
  file: string,
  waitsFor: (pid: number) => void,
  action: () => Promise<Result>,
): Promise<Result> => {
  let told = false;
  while (!take(file)) {
    const owner = ownerOf(file);
    if (owner !== undefined && !lives(owner)) {
      putAside(file, owner);
      continue;
    }
    if (owner !== undefined && !told) {
      waitsFor(owner);
      told = true;
    }
    await sleep(100);
  }
  const release = () => rmSync(file, { force: true });
  const letGo = onEveryExit(release);
  try {
    return await action();
  } finally {
    release();
    letGo();
  }
};

/** Makes the lock file, and returns whether that was possible. The file is linked when its content is there already, so that nobody
 *  finds it empty. */
const take = (file: string): boolean => {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  const made = link(mine, file);
  rmSync(mine, { force: true });
  return made;
};

/** Takes away the lock of a process that is gone, unless another one has done that by now and holds the lock itself. */
const putAside = (file: string, gone: number): void => {
  const aside = `${file}.${process.pid}.gone`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (ownerOf(aside) !== gone) link(aside, file);
  rmSync(aside, { force: true });
};

const link = (from: string, to: string): boolean => {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
};

const ownerOf = (file: string): number | undefined => {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};
