import { type Instant, plusDays, plusMilliseconds } from '../../kernel/instant.ts';
import { type WindowMinutes, windowOf } from '../counter/window.ts';
import type { Range } from './by-window.ts';

/** Days that a reconciliation looks back by default: the open month and the one before. */
const recentDays = 62;

/** The range in whole windows of the stack, widened at both ends: with windows of 15 minutes, 14:20 to 16:05 becomes 14:15 to
 *  16:15. */
export const wholeWindows = (from: Instant, to: Instant, minutes: WindowMinutes): Range => {
  const last = windowOf(to, minutes);
  return { from: windowOf(from, minutes), to: last === to ? to : plusMilliseconds(last, minutes * 60_000) };
};

/** The windows that a reconciliation looks at by default.
 *  @param now the customer's time, which a test clock may have set */
export const recentRange = (now: Instant, minutes: WindowMinutes): Range =>
  wholeWindows(plusDays(now, -recentDays), plusMilliseconds(now, minutes * 60_000), minutes);
