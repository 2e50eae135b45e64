import { setImmediate as settled } from 'node:timers/promises';

/** Time that passes only when nothing is left to do in it: minutes take a moment, and every run of a seed is the same. */
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

  /** Runs what sleeps until `end`, or until `enough`; what would wake later never does. */
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
