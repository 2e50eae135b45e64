import type { TestClockId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';

/** A time of its own for the customers that are on it. It only moves forward. */
export interface TestClock {
  readonly id: TestClockId;
  readonly now: Instant;
  /** Where it is moving to; null while it stands. */
  readonly target: Instant | null;
  readonly status: TestClockStatus;
  readonly createdAt: Instant;
}

export const statuses = ['ready', 'advancing'] as const;
export type TestClockStatus = (typeof statuses)[number];

/** A new clock, which stands at `now` until it is advanced. */
export const testClockOf = (id: TestClockId, now: Instant, createdAt: Instant): TestClock => ({
  id,
  now,
  target: null,
  status: 'ready',
  createdAt,
});
