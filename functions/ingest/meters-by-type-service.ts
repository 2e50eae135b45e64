import type { Meter } from '../catalog/meter/meter.ts';
import { loadMeters, metersRevision } from '../catalog/meter/meter-store.ts';
import { type Instant, toMilliseconds } from '../kernel/instant.ts';

/** After how many milliseconds a container asks again whether there are new meters. What it misses until then, the
 *  consumer catches. */
const recheckAfter = 10_000;

let known = { checkedAt: 0, revision: -1, byType: new Map<string, readonly Meter[]>() };

/** Looks up the meters that count events of a type. */
export const metersByType = async (now: Instant): Promise<(type: string) => readonly Meter[]> => {
  const at = toMilliseconds(now);
  if (at - known.checkedAt > recheckAfter) {
    const revision = await metersRevision();
    known = {
      checkedAt: at,
      revision,
      byType: revision === known.revision ? known.byType : groupByType(await loadMeters()),
    };
  }
  const { byType } = known;
  return (type) => byType.get(type) ?? [];
};

export const groupByType = (meters: readonly Meter[]): Map<string, readonly Meter[]> => {
  const byType = new Map<string, readonly Meter[]>();
  for (const meter of meters) byType.set(meter.eventType, [...(byType.get(meter.eventType) ?? []), meter]);
  return byType;
};
