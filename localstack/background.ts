import { mkdir, rm } from 'node:fs/promises';
import { bringUp } from './bring-up.ts';
import { type Outputs, writeOutputs } from './deploy/outputs.ts';
import { type Emulator, findOrStartEmulator, stopEmulator } from './emulator/emulator.ts';
import { exclusively } from './emulator/lock.ts';
import type { Run } from './emulator/ministack.ts';
import { filesOf, sharedRunDir } from './emulator/places.ts';
import { usualPort } from './emulator/port.ts';
import { readState, writeState } from './run-state.ts';
import { whatIsUp } from './start-local.ts';

const files = filesOf(sharedRunDir);

/** `wasUp`: the stack was up before, and nothing was done. */
export type Up = { readonly outputs: Outputs; readonly wasUp: boolean };

/** Starts what runs until `down`; harmless when it runs already. Of two that start it at once in one folder, the second waits and
 *  finds what the first has started.
 *  @throws LocalAwsError */
export const up = async (say: (line: string) => void): Promise<Up> => {
  await mkdir(sharedRunDir, { recursive: true });
  const waits = (pid: number) => say(`the process ${pid} is starting the stack of this folder: waiting for it`);
  return exclusively(files.lock, waits, () => upAlone(say));
};

const upAlone = async (say: (line: string) => void): Promise<Up> => {
  const running = await whatIsUp();
  if (running !== undefined) return { outputs: running, wasUp: true };
  await down();
  const run: Run = { dir: sharedRunDir, lifetime: 'itself', port: usualPort, say };
  const { outputs, emulator } = await bringUp(run, beginAndNote);
  await writeOutputs(files.outputs, outputs);
  emulator.letGo();
  return { outputs, wasUp: false };
};

/** Ends what `up` started, and only that. Returns whether there was anything to end. */
export const down = async (): Promise<boolean> => {
  const running = await readState(files.state);
  if (running !== undefined) await stopEmulator(running);
  await rm(files.outputs, { force: true });
  await rm(files.state, { force: true });
  return running !== undefined;
};

/** The emulator is written down before the deployment, so that `down` finds it even if `up` is killed halfway. */
const beginAndNote = async (run: Run): Promise<Emulator> => {
  const emulator = await findOrStartEmulator(run);
  await writeState(files.state, emulator.running);
  return emulator;
};
