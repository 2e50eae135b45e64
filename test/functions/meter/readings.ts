import { parseInstant } from '../../../functions/kernel/instant.ts';
import type { Reading } from '../../../functions/meter/usage/usage.ts';
import { ONE } from '../../../functions/money/decimal.ts';

/** A counter of one event. */
export const reading = (change: Partial<Reading> = {}): Reading => ({
  start: parseInstant('2026-10-03T14:00:00Z'),
  group: '',
  distinct: null,
  sum: ONE,
  events: 1,
  best: null,
  epoch: null,
  recounted: false,
  ...change,
});
