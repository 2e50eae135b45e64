import { countingAt, type Meter } from '../../catalog/meter/meter.ts';
import { loadMeters } from '../../catalog/meter/meter-store.ts';
import { missed } from '../../ingest/closed-period.ts';
import { judgeEvent } from '../../ingest/judge-event.ts';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import { type Instant, plusMilliseconds } from '../../kernel/instant.ts';
import { NotFound } from '../../kernel/meterline-error.ts';
import { begunAt } from '../../meter/counter/batch-id.ts';
import { windowOf } from '../../meter/counter/window.ts';
import { windowMinutes } from '../../meter/counter/window-setting-service.ts';
import { conflictsOf, type Found, findEvent, type RecordedConflict } from '../../meter/find/event-lookup-store.ts';
import { countedBy } from '../../meter/log/log-batch.ts';
import type { EventKey } from '../../meter/void/void-event.ts';
import { plain } from '../../money/decimal.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { billedLine } from './billed-line-service.ts';
import { eventStatusRoutes } from './event-status-routes.ts';

export const handler = httpApi(eventStatusRoutes, {
  getEvent: async ({ parameters: { source = '', id = '' } }) => ({ json: await statusOf({ source, id }) }),
  getEventByKey: async ({ query: { source, id } }) => ({ json: await statusOf({ source, id }) }),
});

/** What became of an event. One that still waits in the queue is not found yet.
 *  @throws NotFound `event_not_found` */
const statusOf = async ({ source, id }: EventKey) => {
  const [found, refused] = await Promise.all([findEvent({ source, id }), conflictsOf({ source, id })]);
  if (found.state === 'unknown' && refused.length === 0) throw new NotFound('event', id);
  const conflicts = refused.map(conflictToWire);
  if (found.state !== 'counted') {
    const status = found.state === 'unknown' ? 'conflict' : 'accepted';
    return { source, id, status, event: null, countedIn: [], unreadableBy: [], void: null, conflicts };
  }
  const { event, batch, voided } = found;
  const { customer: customerId, type, time, data } = event;
  const meters = await loadMeters();
  const counted = await countedIn(found, meters);
  return {
    ...{ source, id, status: voided === null ? (counted.length === 0 ? 'not_counted' : 'counted') : 'void' },
    event: { customerId, type, time, data, batch: batch.id, ingestedAt: begunAt(batch.id) },
    countedIn: counted,
    unreadableBy: unreadableBy(event, meters),
    void: voided && { voidedAt: voided.voidedAt, reason: voided.reason, late: voided.late },
    conflicts,
  };
};

const conflictToWire = ({ customerId, type, time, data, recordedAt }: RecordedConflict) => ({
  ...{ customerId, type, time, data, recordedAt },
});

/** The meters that would count the event and cannot read it. */
const unreadableBy = (event: UsageEvent, meters: readonly Meter[]) =>
  judgeEvent(
    event,
    countingAt(
      meters.filter(({ eventType }) => eventType === event.type),
      event.time,
    ),
  ).unreadable.map(({ meter, mistake }) => ({ meter, ...mistake }));

type Counted = Extract<Found, { state: 'counted' }>;

/** Where each meter has counted an event. If the event was void already when a meter was filled from the log, that meter has
 *  never counted it. */
const countedIn = async ({ event, batch, index, voided }: Counted, meters: readonly Meter[]) => {
  const minutes = windowMinutes();
  const start = windowOf(event.time, minutes);
  const window = { start, end: plusMilliseconds(start, minutes * 60_000) };
  const byMeter = async (meter: Meter) => {
    const counted = countedBy(meter, batch, event, index);
    if (counted === undefined || voided?.meters.includes(meter.key) === false) return [];
    const met = missed(event.time, counted.closedThrough);
    const lineFor = (late: Instant | undefined) => billedLine(event.customer, meter.key, event.time, late);
    const billedOn = await lineFor(met);
    const takenBackOn = voided?.late === true ? await lineFor(missed(event.time, voided.closedThrough)) : null;
    const quantity = plain(counted.quantity);
    return [{ meter: meter.key, window, quantity, late: met !== undefined, billedOn, takenBackOn }];
  };
  return (await Promise.all(meters.map(byMeter))).flat();
};
