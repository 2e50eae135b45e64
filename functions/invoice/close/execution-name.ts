import { digest, type SubscriptionId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';

/** `sub_01K…-202611010000-Zk3…`: the close of one period, once a `run`, so that a later run starts a failed one again.
 *  Within the 80 characters that Step Functions allows.
 *  @param run names who starts it: a sweep's execution, a test clock's advance */
export const closeExecutionName = (subscription: SubscriptionId, periodEnd: Instant, run: string): string =>
  `${subscription}-${periodEnd.slice(0, 16).replaceAll(/\D/g, '')}-${digest(run).slice(0, 12)}`;
