import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { root } from '../source-tree.ts';

const run = promisify(execFile);

interface End {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of `package.json` as npm does, without anything of the caller's environment that names an API. */
const called = async (
  script: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<End> => {
  const { METERLINE_URL, METERLINE_KEY, METERLINE_API_KEY, ...others } = process.env;
  const tsx = join(root, 'node_modules', '.bin', 'tsx');
  const options = { cwd: root, env: { ...others, ...env } };
  return run(tsx, [script, ...words], options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
};

const migrating = ['--plan', 'pro', '--to', '2', '--at', 'now'];

describe.concurrent('a command that is called wrongly says what is wrong, and prints its usage', () => {
  it.each([
    ['bin/migrate.ts', [], '--plan is missing.'],
    ['bin/migrate.ts', [...migrating, '--from', '0'], '--from is the number of a version, not 0.'],
    ['bin/migrate.ts', [...migrating, '--url', 'https://api.example/v1'], 'There is no key for https://api.example/v1'],
    ['bin/redrive.ts', ['everything'], "Unexpected argument 'everything'"],
    ['bin/tax-rates.ts', ['package.json'], 'package.json is not JSON with a list of "rates".'],
    ['client/import/import.ts', [], 'Name one file.'],
  ])('%s %j: %s', async (script, words, reason) => {
    const { code, stdout, stderr } = await called(script, words);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(reason);
    expect(stderr).toContain('\n\nnpm run ');
    expect(stderr).not.toMatch(/\n\s+at |ERR_|node:internal/);
  });

  it.each(['bin/migrate.ts', 'client/import/import.ts', 'localstack/local.ts'])(
    '%s --help prints it too',
    async (script) => {
      const { code, stdout, stderr } = await called(script, ['--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^npm run /);
    },
  );
});

it('an API that does not answer is told with the reason, and without the usage', async () => {
  const { code, stderr } = await called('bin/redrive.ts', [], {
    METERLINE_URL: 'http://127.0.0.1:9/v1',
    METERLINE_KEY: 'ml_1',
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/fetch failed: .*\S/);
  expect(stderr).not.toMatch(/npm run|\n\s+at /);
});
