import type { MeterKey } from '../../kernel/ids.ts';
import { type Instant, plusMilliseconds } from '../../kernel/instant.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Page } from '../../platform/table/cursor.ts';
import type { PageRequest } from '../../platform/table/query.ts';
import type { Meter } from '../meter/meter.ts';
import { meterArchivedNews } from '../meter/meter-news.ts';
import { type MeterUse, markArchived, requireMeterUse } from '../meter/meter-store.ts';
import { tell } from '../news-gateway.ts';
import { chargedMeters } from '../plan/charge-meter.ts';
import { holdTime } from '../plan/held-meters-service.ts';
import type { PlanVersion } from '../plan/plan.ts';
import { planPage, requirePlanVersion } from '../plan/plan-store.ts';
import { type Phase, phasesBeyond, type Subscription } from '../subscription/subscription.ts';
import { subscriptionPage } from '../subscription/subscription-store.ts';

/** Items that are read at once. */
const pageSize = 500;

/** Lets a meter count nothing from now on. Archived already, it stays as it is.
 *
 *  The lists of plans and subscriptions lag a moment behind, and go on changing while they are read. So whoever begins to charge
 *  the meter holds it first (`holdMeters`). What was written under a hold that is over stands in the lists; a hold that is younger,
 *  or comes while they are read, refuses the archival.
 *  @throws NotFound `meter_not_found`, Conflict `meter_charged`, `meter_held` */
export const archiveMeter = async (key: MeterKey): Promise<Meter> => {
  const use = await requireMeterUse(key);
  if (use.meter.archivedAt !== null) return use.meter;
  await assertUncharged(key, wallClock());
  const archivedAt = wallClock();
  assertNotHeld(use, archivedAt);
  if (!(await markArchived(use, archivedAt))) return archivedMeanwhile(key);
  const meter = { ...use.meter, archivedAt };
  await tell(meterArchivedNews(meter));
  return meter;
};

/** The meter that another request has archived meanwhile.
 *  @throws Conflict `meter_held` where that was not what has changed */
const archivedMeanwhile = async (key: MeterKey): Promise<Meter> => {
  const { meter, heldAt } = await requireMeterUse(key);
  if (meter.archivedAt !== null) return meter;
  throw meterHeld(key, plusMilliseconds(heldAt ?? wallClock(), holdTime));
};

const assertNotHeld = ({ meter, heldAt }: MeterUse, now: Instant): void => {
  if (heldAt === null) return;
  const until = plusMilliseconds(heldAt, holdTime);
  if (now < until) throw meterHeld(meter.key, until);
};

const meterHeld = (key: MeterKey, until: Instant): Conflict =>
  new Conflict('meter_held', `Something began to charge the meter "${key}" a moment ago: try again after ${until}.`);

/** @throws Conflict `meter_charged` where the latest version of a plan charges the meter, or a version that a subscription is on at
 *    `now` or later */
const assertUncharged = async (key: MeterKey, now: Instant): Promise<void> => {
  const charges = ({ prices }: PlanVersion) => chargedMeters(prices).includes(key);
  const plan = await findIn(planPage, async (one) => charges(one));
  if (plan !== undefined) throw charged(key, `version ${plan.version} of the plan "${plan.planId}"`);
  const known = new Map<string, Promise<boolean>>();
  const isCharged = ({ planId, planVersion }: Phase): Promise<boolean> => {
    const name = `${planId}@${planVersion}`;
    const answer = known.get(name) ?? requirePlanVersion(planId, planVersion).then(charges);
    known.set(name, answer);
    return answer;
  };
  const isOn = async (one: Subscription) => (await Promise.all(phasesBeyond(one, now).map(isCharged))).includes(true);
  const subscription = await findIn(subscriptionPage, isOn);
  if (subscription !== undefined) throw charged(key, `the subscription "${subscription.id}"`);
};

const charged = (key: MeterKey, by: string): Conflict =>
  new Conflict('meter_charged', `The meter "${key}" is charged by ${by}: it can be archived once nothing charges it.`);

/** The first thing of a list for which that holds. */
const findIn = async <T>(
  pageOf: (request: PageRequest) => Promise<Page<T>>,
  isWanted: (one: T) => Promise<boolean>,
): Promise<T | undefined> => {
  let cursor: string | undefined;
  do {
    const { data, nextCursor } = await pageOf({ limit: pageSize, cursor });
    const wanted = await Promise.all(data.map(isWanted));
    const found = data.find((_, index) => wanted[index]);
    if (found !== undefined) return found;
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return undefined;
};
