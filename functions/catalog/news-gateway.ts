import type { Announcement } from '../kernel/announcement.ts';
import { announce } from '../platform/bus.ts';
import { log } from '../platform/log.ts';
import { countFailure } from '../platform/metrics.ts';
import { stage } from './contract.ts';

/** Announces what has been made or changed, and never throws. The write stands whether the bus takes the news or not, and a client
 *  that was told of a failure would repeat the request only to be refused. So a lost announcement is logged and counted: nothing
 *  may depend on those that are told this way. */
export const tell = async (news: Announcement): Promise<void> => {
  try {
    await announce(stage, [news]);
  } catch (error) {
    log.error('announcement lost', { news, error });
    countFailure();
  }
};
