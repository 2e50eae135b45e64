import type { MeterKey } from '../../kernel/ids.ts';
import { plusMilliseconds } from '../../kernel/instant.ts';
import { wallClock } from '../../platform/clock.ts';
import { holdMeter, meterArchived, requireMeterUse } from '../meter/meter-store.ts';
import { chargedMeters } from './charge-meter.ts';
import type { PlanVersion } from './plan.ts';

/** Milliseconds for which a hold keeps a meter from being archived: much longer than a request, or a step of a migration,
 *  lives between its hold and its write, and than the index `list` lags behind. */
export const holdTime = 5 * 60_000;
/** Milliseconds after which a hold is taken anew. Until then a request only reads it, so that a thousand subscriptions of one
 *  plan do not write the same item a thousand times. What a request sees is good for four minutes at least. */
const renewAfter = 60_000;

/** Holds the meters that a plan version charges, right before a write that lets it charge: a meter is not archived while somebody
 *  holds it, and a meter that is archived cannot be held. So of a request that begins to charge a meter and one that archives it
 *  at the same moment, one is refused.
 *  @throws Conflict `meter_archived` */
export const holdMeters = async ({ prices }: Pick<PlanVersion, 'prices'>): Promise<void> => {
  await Promise.all(chargedMeters(prices).map(hold));
};

const hold = async (key: MeterKey): Promise<void> => {
  const now = wallClock();
  const { meter, heldAt } = await requireMeterUse(key);
  if (meter.archivedAt !== null) throw meterArchived(key);
  if (heldAt === null || heldAt < plusMilliseconds(now, -renewAfter)) await holdMeter(key, now);
};
