import { digest, type SubscriptionId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';

/** The name of the execution that closes a period, such as `sub_01K…-202611010000-Zk3…`. Step Functions starts a name once, so that
 *  one run closes a period once, and a later run starts a close again that failed. The name has at most the 80 characters that
 *  Step Functions allows.
 *  @param run names who starts it: a sweep's execution, a test clock's advance */
export const closeExecutionName = (subscription: SubscriptionId, periodEnd: Instant, run: string): string =>
  `${subscription}-${periodEnd.slice(0, 16).replaceAll(/\D/g, '')}-${digest(run, periodEnd).slice(0, 12)}`;
