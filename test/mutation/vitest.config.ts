import { relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import whole from '../../vitest.config.ts';
import { readPlan } from './plan.ts';

/** The process that tries mutants: the code with all of them in it, and the tests that `run.ts` has chosen. The rest is as
 *  for unit tests. */
const { instrumented, tests } = readPlan();

const [unit] = whole.test?.projects ?? [];
if (typeof unit !== 'object' || !('test' in unit)) throw new TypeError('the first project is that of the unit tests');

/** A mutant is tried until a test has noticed it. So the tests come first that mirror a file with mutants, and are quick. */
class MirrorsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rank(a) - rank(b));
  }
}

const mirrors = Object.keys(instrumented).map((file) => relative(process.cwd(), file).replace(/\.ts$/, ''));

const rank = ({ moduleId }: TestSpecification): number => {
  const mirror = relative(process.cwd(), moduleId)
    .replace(/^test\//, '')
    .replace(/\.test\.ts$/, '');
  if (mirrors.includes(mirror)) return 0;
  return /\.handler$|-api$/.test(mirror) ? 2 : 1;
};

export default defineConfig({
  plugins: [
    {
      name: 'mutants',
      enforce: 'pre',
      transform: (_, id) => {
        const code = instrumented[id];
        return code === undefined ? undefined : { code, map: null };
      },
    },
  ],
  test: {
    ...unit.test,
    ...{ name: 'mutation', include: [...tests], runner: 'test/mutation/runner.ts', fileParallelism: false },
    // In the process itself, so that nothing is left where it is ended.
    ...{ pool: 'threads', testTimeout: 20_000, setupFiles: ['test/fresh-start.ts', 'test/mutation/first-failure.ts'] },
    sequence: { sequencer: MirrorsFirst },
  },
});
