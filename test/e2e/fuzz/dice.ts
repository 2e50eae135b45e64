/** Choices that look random and follow from a seed (mulberry32): the same seed makes the same requests. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  /** A whole number from 0 to `end` - 1. */
  below(end: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
  }

  /** @throws RangeError for an empty list */
  pick<T>(list: readonly T[]): T {
    const found = list.slice(0).at(this.below(Math.max(list.length, 1)));
    if (found === undefined) throw new RangeError('nothing to pick from');
    return found;
  }

  /** Whether something happens that happens `times` in a hundred. */
  chance(times: number): boolean {
    return this.below(100) < times;
  }
}
