/** Says when the next request may be sent. Its timers do not keep the process alive. */
export class Pacer {
  #heldUntil = 0;
  readonly #sleepers = new Set<() => void>();

  /** Holds back all requests to this server for that long. */
  hold(milliseconds: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, Date.now() + milliseconds);
  }

  /** Resolves when the server may be asked again, or at once when aborted. */
  async released(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#heldUntil > Date.now()) await sleep(this.#heldUntil - Date.now(), signal);
  }

  /** A pause that `hurry` ends early. */
  async backOff(milliseconds: number, signal: AbortSignal): Promise<void> {
    const hurried = new AbortController();
    const wake = (): void => hurried.abort();
    this.#sleepers.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    if (signal.aborted) wake();
    await sleep(milliseconds, hurried.signal);
    signal.removeEventListener('abort', wake);
    this.#sleepers.delete(wake);
  }

  /** Ends the pauses of `backOff`, but not the time that a server has asked for (`hold`). */
  hurry(): void {
    for (const wake of this.#sleepers) wake();
  }
}

const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    timer.unref();
    signal.addEventListener('abort', done, { once: true });
  });
