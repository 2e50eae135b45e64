import { loadMeters } from '../../catalog/meter/meter-store.ts';
import { subscriptionsOf } from '../../catalog/subscription/subscription-store.ts';
import { type CustomerId, type MeterKey, meterKey } from '../../kernel/ids.ts';
import { billFrom } from '../../meter/shard/shard-head-store.ts';
import { allMeters, type Mark, marksOf, removeMark } from '../../meter/shard/unsettled-store.ts';
import { usageSoFar } from '../../meter/usage/usage-service.ts';
import { announce } from '../../platform/bus.ts';
import { announcedOf, noteAnnounced } from './announced-store.ts';
import type { FinalClose } from './final-close.ts';
import { waitingFor } from './final-close-service.ts';
import { finalClosesOf } from './final-close-store.ts';
import { gapAnnouncement, gapsOf } from './gap.ts';

/** Looks at a customer for whom something was counted that no open period bills. What lies in no period is announced. What an
 *  invoice is owed for is left to the close of the open period, or else to a final close. Marks stay for as long as something is
 *  owed; and one that was set again meanwhile stays for the next look, so that nothing can come in between.
 *  @returns the final closes to start. One that has begun before and is not done comes first: it is started again */
export const settleCustomer = async (customer: CustomerId): Promise<readonly FinalClose[]> => {
  const [marks, begun] = await Promise.all([marksOf(customer), finalClosesOf(customer)]);
  if (marks.length === 0) return begun;
  await announceGaps(customer, await metersOf(marks));
  const { isOwed, finalClose, open } = await waitingFor(customer);
  if (open !== undefined) await billFrom(customer, open.startAt);
  if (!isOwed) await Promise.all(marks.map(removeMark));
  if (begun.length > 0 || finalClose === null || !isOwed) return begun;
  return [finalClose];
};

const metersOf = async (marks: readonly Mark[]): Promise<readonly MeterKey[]> => {
  const keys = new Set(marks.flatMap(({ meters }) => meters));
  return keys.has(allMeters) ? (await loadMeters()).map(({ key }) => key) : [...keys].map(meterKey);
};

/** Announces usage that lies in no period and was not announced before. It is noted afterwards: after a crash in between, it
 *  is announced again rather than never. */
const announceGaps = async (customer: CustomerId, meters: readonly MeterKey[]): Promise<void> => {
  const gaps = gapsOf(await subscriptionsOf(customer));
  const known = await announcedOf(customer);
  for (const meter of meters) {
    for (const gap of gaps) {
      const usage = await usageSoFar(customer, meter, gap.start, gap.end);
      const before = known.find((one) => one.meter === meter && one.start === gap.start);
      const news = gapAnnouncement(customer, gap, meter, { usage, before });
      if (news === undefined) continue;
      await announce('invoice', [news]);
      const { total: quantity, events } = usage;
      const times = (before?.times ?? 0) + 1;
      await noteAnnounced(customer, { meter, start: gap.start, quantity, events, times });
    }
  }
};
