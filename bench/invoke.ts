import { quietly } from './quietly.ts';

/** What one invocation took; times in milliseconds. */
export interface Invocation {
  readonly wall: number;
  readonly cpu: number;
  readonly logBytes: number;
}

export const invoke = async (run: () => Promise<unknown>): Promise<Invocation> => {
  const { result, bytes } = await quietly(async () => {
    const started = performance.now();
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    return { wall: performance.now() - started, cpu: (user + system) / 1000 };
  });
  return { ...result, logBytes: bytes };
};
