import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Processes of a function that the emulator at `endpoint`, which this run started, has made; none where there is no /proc. */
const workersOf = (functionName: string, endpoint: string): readonly number[] => {
  const { port } = new URL(endpoint);
  return processes().filter((pid) => {
    const variables = environmentOf(pid);
    return (
      variables.includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName}`) &&
      variables.some((variable) => variable.startsWith('AWS_ENDPOINT_URL=') && variable.endsWith(`:${port}`))
    );
  });
};

const processes = (): readonly number[] => {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
};

const environmentOf = (pid: number): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
};

/** Kills consumers at random, outright, until it is told to stop.
 *  @returns stops, and says how many were killed */
export const killConsumers = (
  functionName: string,
  endpoint: string,
  chance: () => number,
): (() => Promise<number>) => {
  let isOn = true;
  let killed = 0;
  const loop = async (): Promise<void> => {
    while (isOn) {
      await sleep(300 + chance() * 1500);
      const workers = workersOf(functionName, endpoint);
      const victim = workers[Math.floor(chance() * workers.length)];
      if (victim === undefined || !isOn) continue;
      try {
        process.kill(victim, 'SIGKILL');
        killed += 1;
      } catch {
        // It had ended by itself.
      }
    }
  };
  const running = loop();
  return async () => {
    isOn = false;
    await running;
    return killed;
  };
};
