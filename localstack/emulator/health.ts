import { setTimeout as sleep } from 'node:timers/promises';

const healthPaths = ['/_ministack/health', '/_localstack/health'];

/** Whether an emulator answers there. AWS itself never does: only emulators know these paths. */
export const isHealthy = async (endpoint: string): Promise<boolean> => {
  for (const path of healthPaths) {
    if (await answersOk(`${endpoint}${path}`)) return true;
  }
  return false;
};

/** Asks every 50 ms until it answers; false after `withinMs`, or at once when `gaveUp` says so. */
export const becomesHealthy = async (endpoint: string, withinMs: number, gaveUp: () => boolean): Promise<boolean> => {
  const end = performance.now() + withinMs;
  while (performance.now() < end && !gaveUp()) {
    if (await isHealthy(endpoint)) return true;
    await sleep(50);
  }
  return false;
};

const answersOk = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
};
