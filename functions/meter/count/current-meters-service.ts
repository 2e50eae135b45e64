import type { Meter } from '../../catalog/meter/meter.ts';
import { loadMeters, metersRevision } from '../../catalog/meter/meter-store.ts';
import { groupByType } from '../../ingest/meters-by-type-service.ts';

/** What the container has read last. */
let known = { revision: -1, byType: new Map<string, readonly Meter[]>() };

/** The meters that count events of a type, as they are at this moment. A meter that is missed is usage that is missed, so each
 *  invocation reads the meters' revision, strongly consistent, and the meters only when it has changed. */
export const currentMeters = async (): Promise<(type: string) => readonly Meter[]> => {
  const revision = await metersRevision();
  if (revision !== known.revision) known = { revision, byType: groupByType(await loadMeters()) };
  const { byType } = known;
  return (type) => byType.get(type) ?? [];
};
