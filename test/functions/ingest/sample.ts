import type { Meter } from '../../../functions/catalog/meter/meter.ts';
import { contentHash } from '../../../functions/ingest/content-hash.ts';
import type { JsonObject, UsageEvent } from '../../../functions/ingest/usage-event.ts';
import { customerId, meterKey } from '../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';

/** A CloudEvent as a client writes it. */
export const cloudEvent = (change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  specversion: '1.0',
  id: 'req_7a4f2c',
  source: 'transcoder',
  type: 'transcoding.completed',
  subject: 'cust_8821',
  time: '2026-10-03T14:11:09.120Z',
  data: { minutes: '5', resolution: '4K' },
  ...change,
});

/** The same event, validated. */
export const usageEvent = (change: Partial<Omit<UsageEvent, 'hash'>> = {}): UsageEvent => {
  const event = {
    source: 'transcoder',
    id: 'req_7a4f2c',
    type: 'transcoding.completed',
    customer: customerId('cust_8821'),
    time: parseInstant('2026-10-03T14:11:09.120Z'),
    data: { minutes: '5', resolution: '4K' } satisfies JsonObject,
    ...change,
  };
  return { ...event, hash: contentHash(event) };
};

/** Counts the minutes of `usageEvent`. */
export const minutes: Meter = {
  key: meterKey('minutes'),
  name: 'Minutes',
  eventType: 'transcoding.completed',
  measure: { aggregation: 'sum', valueProperty: 'minutes' },
  groupBy: [],
  filters: [],
  createdAt: parseInstant('2026-01-01T00:00:00Z'),
  archivedAt: null,
};

/** Counts the events themselves. */
export const jobs: Meter = { ...minutes, key: meterKey('jobs'), measure: { aggregation: 'count' } };
