import type { ConflictingEvent } from '../../ingest/admit.ts';
import { isClosed } from '../../ingest/closed-period.ts';
import { claimKeyOf, type UsageEvent } from '../../ingest/usage-event.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { CountableEvent } from '../counter/countings.ts';
import { otherHash } from './claim-events.ts';
import type { CountingStore } from './counting-port.ts';
import { giveUp } from './give-up.ts';

/** The events of one customer by what the policy `reject` makes of them. */
export interface LateAside {
  /** Their windows are open: they may be counted, if the watermark does not move before. */
  readonly open: readonly CountableEvent[];
  /** Their windows are closed. They are not counted, and no batch that owns them now will count them. */
  readonly late: readonly UsageEvent[];
  /** Counted in time. */
  readonly duplicates: readonly UsageEvent[];
  readonly conflicts: readonly ConflictingEvent[];
}

/** Claims that DynamoDB reads in one call. */
const readsPerCall = 100;

/** Sets events of closed windows aside before they are claimed, so that they can come back when the policy is another one. An
 *  event that was counted in time is a duplicate. One that a batch has claimed which is not committed is given up, so that its id is
 *  as free as that of the others. */
export const setLateAside = async (
  store: CountingStore,
  customer: CustomerId,
  events: readonly CountableEvent[],
  now: Instant,
): Promise<LateAside> => {
  const { closedThrough } = await store.readHead(customer, 0);
  const open = events.filter(({ event }) => !isClosed(event, closedThrough));
  const closed = events.flatMap(({ event }) => (isClosed(event, closedThrough) ? [event] : []));
  const aside: MutableAside = { late: [], duplicates: [], conflicts: [] };
  for (let at = 0; at < closed.length; at += readsPerCall) {
    await judge(store, closed.slice(at, at + readsPerCall), aside, now);
  }
  return { open, ...aside };
};

type MutableAside = { [Fate in Exclude<keyof LateAside, 'open'>]: LateAside[Fate][number][] };

const judge = async (
  store: CountingStore,
  events: readonly UsageEvent[],
  aside: MutableAside,
  now: Instant,
): Promise<void> => {
  const claims = await store.readClaims(events.map(claimKeyOf));
  for (const event of events) {
    const claim = claims.get(claimKeyOf(event));
    const claimedHash = claim && otherHash(claim, event);
    if (claim === undefined) aside.late.push(event);
    else if (claimedHash !== undefined) aside.conflicts.push({ event, claimedHash });
    else if (await giveUp(store, claim, [event], now)) aside.late.push(event);
    else aside.duplicates.push(event);
  }
};
