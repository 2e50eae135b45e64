import type { Announcement } from '../kernel/announcement.ts';
import { digest } from '../kernel/ids.ts';

/** An announcement of the catalog. Its id derives from its type and subject, so that the same news told twice has the same id.
 *  @param subject what the news is about, and what tells it from other news of the same type, such as a revision */
export const news = (type: string, subject: readonly string[], detail: Announcement['detail']): Announcement => ({
  type,
  id: digest(type, ...subject),
  detail,
});
