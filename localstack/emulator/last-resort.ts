const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const cleanUps = new Set<() => void>();

/**
 * Runs `cleanUp` (synchronous, harmless when repeated) however this process ends: normally, by an exception, by a signal.
 * The latest comes first. Returns the function that takes it back.
 */
export const onEveryExit = (cleanUp: () => void): (() => void) => {
  if (cleanUps.size === 0) listen();
  cleanUps.add(cleanUp);
  return () => {
    if (cleanUps.delete(cleanUp) && cleanUps.size === 0) stopListening();
  };
};

const cleanUpAll = (): void => {
  for (const cleanUp of [...cleanUps].reverse()) cleanUp();
};

const onSignal = (signal: NodeJS.Signals): void => {
  cleanUpAll();
  // Somebody else who listens decides when to end.
  if (process.listenerCount(signal) === 1) process.exit(signal === 'SIGINT' ? 130 : 143);
};

const listen = (): void => {
  process.on('exit', cleanUpAll);
  for (const signal of signals) process.on(signal, onSignal);
};

const stopListening = (): void => {
  process.off('exit', cleanUpAll);
  for (const signal of signals) process.off(signal, onSignal);
};
