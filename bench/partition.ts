/** Write units that a partition takes in a second (DynamoDB Developer Guide, "Burst and adaptive capacity"). Burst capacity
 *  is left out, since a partition that is hot for long has used it up; so is adaptive capacity, since it cannot split a
 *  single item. */
export const unitsPerSecond = 1000;

/** A partition of a table that is always hot. */
export class Partition {
  private units = 0;
  private filledAt = 0;

  /** Takes `units`, or answers false and takes none where fewer are left.
   *  @param now in milliseconds */
  take(units: number, now: number): boolean {
    this.units = Math.min(unitsPerSecond, this.units + ((now - this.filledAt) / 1000) * unitsPerSecond);
    this.filledAt = now;
    if (units > this.units) return false;
    this.units -= units;
    return true;
  }
}
