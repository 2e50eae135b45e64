/** Those who wait until all events up to a number have their verdict. Waiting keeps the process alive. */
export class Settlements {
  readonly #waiters = new Set<(oldest: number | undefined) => void>();

  /** @param oldest the first event without a verdict; undefined: all have theirs */
  moved(oldest: number | undefined): void {
    for (const waiter of this.#waiters) waiter(oldest);
  }

  /** Waits for all events up to `n`.
   *  @returns false if that took longer than `timeoutMs` */
  through(n: number, oldest: number | undefined, timeoutMs: number): Promise<boolean> {
    if (isSettled(n, oldest)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const finish = (settled: boolean): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        resolve(settled);
      };
      const waiter = (now: number | undefined): void => {
        if (isSettled(n, now)) finish(true);
      };
      const timer = setTimeout(finish, timeoutMs, false);
      this.#waiters.add(waiter);
    });
  }
}

const isSettled = (n: number, oldest: number | undefined): boolean => oldest === undefined || oldest > n;
