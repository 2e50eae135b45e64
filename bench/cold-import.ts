import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleOf } from '../lib/stage/bundle.ts';

export interface ColdImport {
  readonly handler: string;
  readonly bytes: number;
  /** Of a new process, without what Node.js itself takes to start. */
  readonly milliseconds: number;
}

const runs = 9;

/** What a cold start reads and runs before the first event: the bundle as it is deployed. */
export const coldImport = (handler: string): ColdImport => {
  const file = join(bundleOf(handler), 'index.mjs');
  const script = `const started = performance.now();
    await import(${JSON.stringify(pathToFileURL(file).href)});
    process.stdout.write(String(performance.now() - started), () => process.exit());`;
  const found = Array.from({ length: runs }, () =>
    Number(
      execFileSync(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] }),
    ),
  );
  const milliseconds = found.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
  return { handler, bytes: statSync(file).size, milliseconds };
};
