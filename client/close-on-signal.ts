import type { MeterlineClient } from './meterline-client.ts';

/** Closes the client when the process is told to end. Afterwards it sends the signal again, so that the process ends; not so
 *  where the application listens for the signal too, since then the application decides when to end.
 *  @returns a function that takes the listeners away */
export const closeOnSignal = (
  client: Pick<MeterlineClient, 'close'>,
  signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'],
): (() => void) => {
  const listener = (signal: NodeJS.Signals): void => {
    remove();
    void client.close().then(() => {
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  };
  const remove = (): void => {
    for (const signal of signals) process.off(signal, listener);
  };
  for (const signal of signals) process.on(signal, listener);
  return remove;
};
