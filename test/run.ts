import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `npm test`: types, lint, then every vitest project. The last line is `N passed, N failed`; types and lint count one each. */
const run = (command: string, ...args: readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn('npx', ['--no-install', command, ...args], { stdio: 'inherit' });
    child.on('close', (code) => resolve(code === 0));
    child.on('error', () => resolve(false));
  });

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const count = (ok: boolean): Counts => (ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/** A run that failed without a failed test, as in its setup, counts as one failure. */
const tests = async (): Promise<Counts> => {
  const folder = await mkdtemp(join(tmpdir(), 'meterline-tests-'));
  const report = join(folder, 'report.json');
  const ok = await run('vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
  const text = await readFile(report, 'utf8').catch(() => '{}');
  await rm(folder, { recursive: true, force: true });
  const { numPassedTests = 0, numFailedTests = 0 }: { numPassedTests?: number; numFailedTests?: number } =
    JSON.parse(text);
  return { passed: numPassedTests, failed: ok ? numFailedTests : Math.max(1, numFailedTests) };
};

const results = [count(await run('tsc', '--noEmit')), count(await run('biome', 'check', '.')), await tests()];
const passed = results.reduce((total, result) => total + result.passed, 0);
const failed = results.reduce((total, result) => total + result.failed, 0);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
