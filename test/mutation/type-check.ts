import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../source-tree.ts';
import type { Mutant } from './mutant.ts';

const nameOf = ({ file }: Mutant, index: number): string => file.replace(/\.ts$/, `.mutant-${index}.ts`);

const compiled = (folder: string): Promise<string> =>
  new Promise((resolve) => {
    const args = ['--no-install', 'tsc', '--noEmit', '--noUnusedLocals', 'false', '--noUnusedParameters', 'false'];
    execFile('npx', args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (_, stdout) => resolve(stdout));
  });

/** The mutants that do not compile: `npm run check` refuses them, so that no test has to. All are compiled at once, each
 *  in a copy of its file beside it, in a copy of the sources. */
export const refusedByTypes = async (mutants: readonly Mutant[]): Promise<ReadonlySet<Mutant>> => {
  const folder = await mkdtemp(join(tmpdir(), 'meterline-mutants-'));
  try {
    await Promise.all([
      cp(join(root, 'functions'), join(folder, 'functions'), { recursive: true }),
      cp(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json')),
      cp(join(root, 'package.json'), join(folder, 'package.json')),
      symlink(join(root, 'node_modules'), join(folder, 'node_modules')),
    ]);
    await Promise.all(mutants.map((one, index) => writeFile(join(folder, nameOf(one, index)), one.mutated)));
    const mistakes = await compiled(folder);
    return new Set(mutants.filter((one, index) => mistakes.includes(`${nameOf(one, index)}(`)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
