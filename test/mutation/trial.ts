import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { root } from '../source-tree.ts';
import { heard, type Plan, planVariable } from './plan.ts';

/** What has come of the mutants, by their ids. */
export interface Trial {
  /** A test comes to them. */
  readonly reached: ReadonlySet<string>;
  /** They are come to when their file is loaded. */
  readonly loaded: ReadonlySet<string>;
  readonly noticed: ReadonlySet<string>;
  /** Tests that were not repeated, and why. */
  readonly unused: readonly string[];
}

/** Milliseconds without any news after which the mutant that is being tried will never end. */
const patience = 120_000;

/** Runs the tests in a process of its own. If a mutant never ends, the process is ended, and another one tries the rest. */
export const trial = async (
  plan: Pick<Plan, 'instrumented' | 'tests'>,
  progress: (noticed: number) => void,
): Promise<Trial> => {
  const folder = await mkdtemp(join(tmpdir(), 'meterline-mutation-'));
  const news = join(folder, 'news');
  const endless: string[] = [];
  try {
    for (let isDone = false; !isDone; ) {
      const done = [...endless, ...heard(news).flatMap((one) => ('noticed' in one ? one.noticed : []))];
      const path = join(folder, 'plan.json');
      await writeFile(path, JSON.stringify({ ...plan, done, news } satisfies Plan));
      isDone = await ended(path, news, progress);
      const trying = heard(news).findLast((one) => 'trying' in one);
      if (!isDone && trying !== undefined && 'trying' in trying) endless.push(trying.trying);
    }
    const all = heard(news);
    return {
      reached: new Set(all.flatMap((one) => ('reached' in one ? one.reached : []))),
      loaded: new Set(all.flatMap((one) => ('loaded' in one ? one.loaded : []))),
      noticed: new Set([...endless, ...all.flatMap((one) => ('noticed' in one ? one.noticed : []))]),
      unused: [...new Set(all.flatMap((one) => ('unused' in one ? one.unused : [])))],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** False where there was no news for too long. */
const ended = async (plan: string, news: string, progress: (noticed: number) => void): Promise<boolean> => {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/mutation/vitest.config.ts'];
  const env = { ...process.env, NODE_NO_WARNINGS: '1', [planVariable]: plan };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const isClosed = new Promise<true>((resolve) => child.on('close', () => resolve(true)));
  for (let count = -1, since = Date.now(); ; ) {
    if ((await Promise.race([isClosed, setTimeout(1000, false)])) === true) return true;
    const all = heard(news);
    progress(all.filter((one) => 'noticed' in one).length);
    if (all.length > count) [count, since] = [all.length, Date.now()];
    else if (Date.now() - since > patience) {
      child.kill('SIGKILL');
      await isClosed;
      return false;
    }
  }
};
