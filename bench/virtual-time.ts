import { setImmediate as settled } from 'node:timers/promises';

/** A clock that jumps to the next sleeper as soon as nothing is left to do: simulated minutes take a moment, and every run
 *  with the same random numbers is the same. */
export class VirtualTime {
  /** Milliseconds since the beginning. */
  now = 0;
  private sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      const at = this.now + milliseconds;
      const place = this.sleepers.findLastIndex((sleeper) => sleeper.at <= at) + 1;
      this.sleepers.splice(place, 0, { at, wake });
    });
  }

  /** Wakes sleepers in order of time until `end`, or until `enough()`. Those that would wake later never do. */
  async runUntil(end: number, enough = () => false): Promise<void> {
    await settled();
    for (
      let next = this.sleepers.shift();
      next !== undefined && next.at <= end && !enough();
      next = this.sleepers.shift()
    ) {
      this.now = next.at;
      next.wake();
      await settled();
    }
  }
}
