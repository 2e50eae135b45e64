import { countingAt, type Meter } from '../../catalog/meter/meter.ts';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import type { MeterKey } from '../../kernel/ids.ts';

/** Parts a delivery so that each meter counts all events of a part that it can read, or none of them. The log keeps which meters
 *  have counted a batch, and not for each of its events: what an archived meter has counted must not lie in a batch with what it
 *  has left out. Only where a delivery reaches over the moment of an archival it has more than one part.
 *
 *  The meter `jobs` was archived at 12:00. Of events at 11:58, 12:01 and 11:59, the first and the last are one part, and the one
 *  in between is another. */
export const apart = (
  events: readonly UsageEvent[],
  metersOf: (type: string) => readonly Meter[],
): readonly (readonly UsageEvent[])[] => {
  const takenBy = new Set<MeterKey>();
  const leftOut = new Map<UsageEvent, readonly MeterKey[]>();
  for (const event of events) {
    const meters = metersOf(event.type);
    const counting = countingAt(meters, event.time);
    for (const { key } of counting) takenBy.add(key);
    leftOut.set(
      event,
      meters.filter((meter) => !counting.includes(meter)).map(({ key }) => key),
    );
  }
  const parts = new Map<string, UsageEvent[]>();
  for (const [event, keys] of leftOut) {
    const name = keys.filter((key) => takenBy.has(key)).join(' ');
    const part = parts.get(name);
    if (part === undefined) parts.set(name, [event]);
    else part.push(event);
  }
  return [...parts.values()];
};
