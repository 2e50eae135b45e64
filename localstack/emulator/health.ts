import { setTimeout as sleep } from 'node:timers/promises';

/** What MiniStack reads the name from that its health answer has as `edition`. */
export const nameVariable = 'MINISTACK_EDITION';

const healthPaths = ['/_ministack/health', '/_localstack/health'];

/** Whether an emulator answers there. AWS itself never does: only emulators know these paths. */
export const isHealthy = async (endpoint: string): Promise<boolean> => {
  for (const path of healthPaths) {
    if ((await textAt(`${endpoint}${path}`)) !== undefined) return true;
  }
  return false;
};

/** Whether it is the MiniStack of this name that answers there, and not one of somebody else who took the port first. */
export const answersAs = async (endpoint: string, name: string): Promise<boolean> => {
  const answer = await textAt(`${endpoint}/_ministack/health`);
  return answer !== undefined && editionOf(answer) === name;
};

/** Asks every 50 ms until `isUp`; false after `withinMs`, or at once when `gaveUp` says so. */
export const comesUp = async (
  isUp: () => Promise<boolean>,
  withinMs: number,
  gaveUp: () => boolean = () => false,
): Promise<boolean> => {
  const end = performance.now() + withinMs;
  while (performance.now() < end && !gaveUp()) {
    if (await isUp()) return true;
    await sleep(50);
  }
  return false;
};

/** The body of an answer that is good; `undefined` where nobody answers, or something else does. */
const textAt = async (url: string): Promise<string | undefined> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const text = await response.text();
    return response.ok ? text : undefined;
  } catch {
    return undefined;
  }
};

const editionOf = (answer: string): unknown => {
  try {
    const health: unknown = JSON.parse(answer);
    return typeof health === 'object' && health !== null && 'edition' in health ? health.edition : undefined;
  } catch {
    return undefined;
  }
};
