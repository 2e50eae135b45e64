import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodeOf, tailOf } from '../emulator/command.ts';
import { account, awsAt, region } from '../emulator/environment.ts';
import { LocalAwsError } from '../emulator/local-aws-error.ts';
import { filesOf, root } from '../emulator/places.ts';
import { stackName } from './stack.ts';
import { fitTemplate } from './template.ts';

const cdklocal = join(root, 'node_modules', '.bin', 'cdklocal');
const terse = ['--no-notices', '--no-version-reporting'];

/** By the name of what `bin/meterline.ts` reads from the CDK's context. */
export type DeploySettings = { readonly latePolicy?: 'bill_next' | 'reject' };

/** Bootstraps the emulator while the stack is being synthesized, then deploys the synthesized stack.
 *  @throws LocalAwsError deploy_failed, with the end of the log */
export const deploy = async (endpoint: string, runDir: string, settings: DeploySettings = {}): Promise<void> => {
  const { assembly } = filesOf(runDir);
  await rm(assembly, { recursive: true, force: true });
  // Bootstrapping runs where no cdk.json is, else it would synthesize the app too.
  const bootstrap = cdk(endpoint, runDir, runDir, ['bootstrap', `aws://${account}/${region}`]);
  const synth = cdk(endpoint, runDir, root, [
    'synth',
    stackName,
    '-c',
    'environment=development',
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    '--quiet',
    '--output',
    assembly,
  ]);
  await allOrFirstFailure([bootstrap, synth]);
  await fitTemplate(assembly, stackName);
  const how = ['--method', 'direct', '--require-approval', 'never', '--asset-parallelism'];
  await cdk(endpoint, runDir, root, ['deploy', stackName, '--app', assembly, ...how]);
};

const cdk = async (endpoint: string, runDir: string, cwd: string, args: readonly string[]): Promise<void> => {
  const log = filesOf(runDir).deployLog;
  const code = await exitCodeOf({ program: cdklocal, args: [...args, ...terse], cwd, env: awsAt(endpoint), log });
  if (code !== 0) {
    throw new LocalAwsError('deploy_failed', `cdklocal ${args[0]} failed (log: ${log}):\n${await tailOf(log, 40)}`);
  }
};

/** Waits for all of them, so that none is still at work when the first failure is reported. */
const allOrFirstFailure = async (tasks: readonly Promise<void>[]): Promise<void> => {
  await Promise.allSettled(tasks);
  await Promise.all(tasks);
};
