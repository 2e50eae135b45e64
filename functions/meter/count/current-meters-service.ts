import type { Meter } from '../../catalog/meter/meter.ts';
import { loadMeters, metersRevision } from '../../catalog/meter/meter-store.ts';
import { groupByType } from '../../ingest/meters-by-type-service.ts';

let known = { revision: -1, byType: new Map<string, readonly Meter[]>() };

/** The meters that count events of a type, as of now: one strongly consistent read of their revision an invocation, since
 *  a meter missed is usage missed. */
export const currentMeters = async (): Promise<(type: string) => readonly Meter[]> => {
  const revision = await metersRevision();
  if (revision !== known.revision) known = { revision, byType: groupByType(await loadMeters()) };
  const { byType } = known;
  return (type) => byType.get(type) ?? [];
};
