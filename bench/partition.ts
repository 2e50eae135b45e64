/** Write units that a partition takes in a second (DynamoDB Developer Guide, "Burst and adaptive capacity"). A partition
 *  that is hot for longer has no burst left, and what splits a hot one cannot split an item. */
export const unitsPerSecond = 1000;

/** A partition of a table that is always hot. */
export class Partition {
  private units = 0;
  private filledAt = 0;

  /** False when it has not so many units left, and then none are taken. */
  take(units: number, now: number): boolean {
    this.units = Math.min(unitsPerSecond, this.units + ((now - this.filledAt) / 1000) * unitsPerSecond);
    this.filledAt = now;
    if (units > this.units) return false;
    this.units -= units;
    return true;
  }
}
