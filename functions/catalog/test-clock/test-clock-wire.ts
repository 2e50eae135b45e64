import { z } from 'zod';
import { testClockId } from '../../kernel/ids.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { instantSchema, instantWire } from '../../kernel/instant-wire.ts';
import { statuses, type TestClock } from './test-clock.ts';

/** The bounds are far from where a year has another number of digits. */
const bounds = { first: '2000-01-01', beyond: '2200-01-01' } as const;

/** A time that a test clock may show. */
export const clockTimeSchema = instantSchema.refine((time) => time >= bounds.first && time < bounds.beyond, {
  error: `a test clock shows times from ${bounds.first} until before ${bounds.beyond}`,
  params: { code: 'time_out_of_range' },
});

/** The body of `POST /v1/test-clocks`. */
export const newTestClockSchema = z.strictObject({ now: clockTimeSchema });

/** A test clock as it is stored and answered. */
export const testClockWire = z.object({
  id: z.string(),
  now: instantWire,
  target: instantWire.nullable().default(null),
  status: z.enum(statuses),
  createdAt: instantWire,
});
export type TestClockWire = z.output<typeof testClockWire>;

export const testClockToWire = (clock: TestClock): TestClockWire => clock;

export const testClockFromWire = (wire: TestClockWire): TestClock => ({
  id: testClockId(wire.id),
  now: parseInstant(wire.now),
  target: wire.target === null ? null : parseInstant(wire.target),
  status: wire.status,
  createdAt: parseInstant(wire.createdAt),
});
