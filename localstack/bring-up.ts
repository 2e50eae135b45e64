import { type DeploySettings, deploy } from './deploy/deploy.ts';
import { mend } from './deploy/mend.ts';
import { type Outputs, outputsOf } from './deploy/outputs.ts';
import { deleteStack, stackName } from './deploy/stack.ts';
import { readTemplate } from './deploy/template.ts';
import { type Emulator, stopEmulator } from './emulator/emulator.ts';
import type { Run } from './emulator/ministack.ts';
import { filesOf } from './emulator/places.ts';

/** The emulator that `begin` finds or starts, with the stack on it, fresh. Nothing is left running if it fails.
 *  @throws LocalAwsError */
export const bringUp = async (
  run: Run,
  begin: (run: Run) => Promise<Emulator>,
  settings: DeploySettings = {},
): Promise<{ readonly outputs: Outputs; readonly emulator: Emulator }> => {
  const started = performance.now();
  const emulator = await begin(run);
  const { endpoint, by } = emulator.running;
  run.say(`local AWS: ${by === 'given' ? 'the one of AWS_ENDPOINT_URL' : by} at ${endpoint}`);
  try {
    if (by === 'given') await deleteStack(endpoint);
    await deploy(endpoint, run.dir, settings);
    await mend(endpoint, await readTemplate(filesOf(run.dir).assembly, stackName));
    const outputs = await outputsOf(endpoint);
    run.say(`stack ${stackName} deployed in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
    return { outputs, emulator };
  } catch (error) {
    await stopEmulator(emulator.running);
    emulator.letGo();
    throw error;
  }
};
