import { type Instant, plusDays, plusMilliseconds } from '../../kernel/instant.ts';
import { type WindowMinutes, windowOf } from '../counter/window.ts';
import type { Range } from './by-window.ts';

/** Days that a reconciliation looks back on its own: the open month and the one before. */
const recentDays = 62;

/** From the first window that is wholly or partly in the range until after the last. */
export const wholeWindows = (from: Instant, to: Instant, minutes: WindowMinutes): Range => {
  const last = windowOf(to, minutes);
  return { from: windowOf(from, minutes), to: last === to ? to : plusMilliseconds(last, minutes * 60_000) };
};

/** @param now the customer's */
export const recentRange = (now: Instant, minutes: WindowMinutes): Range =>
  wholeWindows(plusDays(now, -recentDays), plusMilliseconds(now, minutes * 60_000), minutes);
