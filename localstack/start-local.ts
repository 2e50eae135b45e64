import { rmSync } from 'node:fs';
import { bringUp } from './bring-up.ts';
import type { DeploySettings } from './deploy/deploy.ts';
import { type Outputs, readOutputs } from './deploy/outputs.ts';
import { isDeployed } from './deploy/stack.ts';
import { findOrStartEmulator, startOwnEmulator, stopEmulator } from './emulator/emulator.ts';
import { onEveryExit } from './emulator/last-resort.ts';
import { filesOf, sharedRunDir } from './emulator/places.ts';
import { usualPort } from './emulator/port.ts';
import { newRunDirectory } from './emulator/run-directory.ts';

export type LocalStack = Outputs & {
  /** False for one that was up before: `stop` leaves it alone. */
  readonly startedByUs: boolean;
  /** Harmless when repeated. Without it, the stack ends with the process. */
  readonly stop: () => Promise<void>;
};

export type StartOptions = {
  /** Says nothing about its progress. */
  readonly quiet?: boolean;
  /** An emulator of its own on a free port, for tests: never the one that a developer has up. */
  readonly fresh?: boolean;
  /** Settings of the deployment. They have no effect on a stack that is up already. */
  readonly settings?: DeploySettings;
};

/** The deployed stack on a local AWS: the one that is up, or one that lives as long as this process.
 *  @throws LocalAwsError */
export const startLocal = async ({
  quiet = false,
  fresh = false,
  settings = {},
}: StartOptions = {}): Promise<LocalStack> => {
  const up = fresh ? undefined : await whatIsUp();
  if (up !== undefined) return { ...up, startedByUs: false, stop: async () => {} };

  const dir = await newRunDirectory();
  const forget = () => rmSync(dir, { recursive: true, force: true });
  const letGo = onEveryExit(forget);
  const say = quiet ? () => {} : (line: string) => process.stderr.write(`${line}\n`);
  const run = { dir, lifetime: 'owner', port: fresh ? 0 : usualPort, say } as const;
  try {
    const { outputs, emulator } = await bringUp(run, fresh ? startOwnEmulator : findOrStartEmulator, settings);
    const stop = once(async () => {
      await stopEmulator(emulator.running);
      emulator.letGo();
      forget();
      letGo();
    });
    return { ...outputs, startedByUs: true, stop };
  } catch (error) {
    // Its logs stay: the error names them.
    letGo();
    throw error;
  }
};

/** The outputs of the stack that `npm run local up` left running, if it still does. */
export const whatIsUp = async (): Promise<Outputs | undefined> => {
  const outputs = await readOutputs(filesOf(sharedRunDir).outputs);
  return outputs !== undefined && (await isDeployed(outputs)) ? outputs : undefined;
};

const once = (action: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined;
  return () => {
    done ??= action();
    return done;
  };
};
