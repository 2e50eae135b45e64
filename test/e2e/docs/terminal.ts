import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Block } from '../../docs/page.ts';

/** The stack that the commands speak to. */
export interface Target {
  readonly apiUrl: string;
  readonly adminKey: string;
}

/** What the commands of each block printed, as far as they came. */
export interface Session {
  readonly outputs: readonly string[];
  /** Of the shell; null where it was ended from outside. */
  readonly exitCode: number | null;
}

/** Runs blocks of commands in one shell, in a folder that looks like the project's, with a stack of its own up. It ends at the first
 *  command that fails, and at `deadline` milliseconds. */
export const runBlocks = async (
  blocks: readonly Block[],
  { root, target, deadline }: { readonly root: string; readonly target: Target; readonly deadline: number },
): Promise<Session> => {
  const folder = await mkdtemp(join(tmpdir(), 'meterline-docs-'));
  try {
    const project = join(folder, 'meterline');
    await imitate(root, project, target);
    const mark = randomUUID();
    const script = join(folder, 'blocks.sh');
    await writeFile(script, scriptOf(blocks, mark));
    const { output, exitCode } = await runShell(script, project, await environmentIn(folder, target), deadline);
    return { outputs: output.split(`\n${mark}\n`).slice(1), exitCode };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const scriptOf = (blocks: readonly Block[], mark: string): string =>
  [
    'exec 2>&1',
    'set -eu -o pipefail',
    ...blocks.flatMap(({ commands }) => [`printf '\\n%s\\n' ${mark}`, commands]),
    '',
  ].join('\n');

/** The project by links, but for the stack that is up: that of a developer is none of ours. */
const imitate = async (root: string, project: string, target: Target): Promise<void> => {
  await mkdir(join(project, 'localstack', '.run'), { recursive: true });
  const link = async (folder: string, left: readonly string[]) => {
    for (const name of await readdir(join(root, folder))) {
      if (!left.includes(name)) await symlink(join(root, folder, name), join(project, folder, name));
    }
  };
  await link('.', ['.git', 'localstack']);
  await link('localstack', ['.run']);
  await writeFile(join(project, 'localstack', '.run', 'outputs.json'), JSON.stringify(target));
};

/** Commands find the real project through the links, and so the stack by these variables. */
const environmentIn = async (folder: string, { apiUrl, adminKey }: Target): Promise<NodeJS.ProcessEnv> => {
  const commands = join(folder, 'bin');
  await mkdir(commands);
  await writeFile(join(commands, 'npm'), npmShim);
  await chmod(join(commands, 'npm'), 0o755);
  const { PATH = '' } = process.env;
  return {
    ...process.env,
    PATH: `${commands}:${PATH}`,
    REAL_PATH: PATH,
    TMPDIR: folder,
    PATIENCE: '300',
    METERLINE_URL: `${apiUrl}/v1`,
    METERLINE_KEY: adminKey,
    METERLINE_API_KEY: adminKey,
  };
};

/** The stack is up, and everything is installed. */
const npmShim = `#!/bin/sh
PATH="$REAL_PATH"
case "$*" in
  ci | start | 'run demo' | 'run local up' | 'run local down' | 'run local status') exit 0 ;;
esac
exec npm "$@"
`;

const runShell = (
  script: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  deadline: number,
): Promise<{ readonly output: string; readonly exitCode: number | null }> =>
  new Promise((resolve, reject) => {
    const shell = spawn('bash', [script], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    const parts: Buffer[] = [];
    const timer = setTimeout(() => shell.pid !== undefined && process.kill(-shell.pid, 'SIGKILL'), deadline);
    shell.stdout.on('data', (part: Buffer) => parts.push(part));
    shell.on('error', reject);
    shell.on('close', (exitCode) => {
      clearTimeout(timer);
      resolve({ output: Buffer.concat(parts).toString('utf8'), exitCode });
    });
  });
