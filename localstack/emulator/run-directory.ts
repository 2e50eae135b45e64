import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sharedRunDir } from './places.ts';
import { lives } from './process-group.ts';

/** A directory for a run that ends with this process; those of processes that are gone are cleared away. */
export const newRunDirectory = async (): Promise<string> => {
  await mkdir(sharedRunDir, { recursive: true });
  const stale = (await readdir(sharedRunDir)).filter((name) => {
    const owner = /^run-(\d+)-/.exec(name)?.[1];
    return owner !== undefined && !lives(Number(owner));
  });
  await Promise.all(stale.map((name) => rm(join(sharedRunDir, name), { recursive: true, force: true })));
  return mkdtemp(join(sharedRunDir, `run-${process.pid}-`));
};
