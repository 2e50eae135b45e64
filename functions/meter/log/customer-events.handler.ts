import { requireMeter } from '../../catalog/meter/meter-store.ts';
import { customerId } from '../../kernel/ids.ts';
import { type Instant, plusDays } from '../../kernel/instant.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { wallClock } from '../../platform/clock.ts';
import { httpApi, type Reply } from '../../platform/http/http-api.ts';
import type { NextPage } from '../../platform/http/request.ts';
import type { Page } from '../../platform/table/cursor.ts';
import { customerEventRoutes, type Format } from './customer-event-routes.ts';
import { eventPage } from './event-list-service.ts';
import { type EventRow, eventsCsv, eventsNdjson } from './event-row.ts';

export const handler = httpApi(customerEventRoutes, {
  listCustomerEvents: async ({ parameters, query, headers }) => {
    const customer = customerId(parameters.customerId ?? '');
    const range = rangeOf(query.from, query.to);
    const meter = query.meter === undefined ? undefined : await requireMeter(query.meter);
    const page = await eventPage(customer, { ...range, type: query.type, meter }, query);
    const format = query.format ?? formatOf(headers.accept);
    const { limit, type = '', meter: key = '' } = query;
    const same = { ...range, ...(type && { type }), ...(key && { meter: key }), limit: String(limit), format };
    return print(page, format, same);
  },
});

/** The time that is asked for; by default the last 24 hours.
 *  @throws InvalidInput `range_empty` */
const rangeOf = (from: Instant | undefined, to: Instant = wallClock()) => {
  const range = { from: from ?? plusDays(to, -1), to };
  if (range.from < range.to) return range;
  throw new InvalidInput({ code: 'range_empty', pointer: '/to', detail: '"to" is after "from".' });
};

/** The form that the request's `Accept` header asks for. */
const formatOf = (accept = ''): Format => {
  if (accept.includes('ndjson')) return 'ndjson';
  return accept.includes('text/csv') ? 'csv' : 'json';
};

/** @param query of the next page, where the form has no place for a cursor */
const print = ({ data, nextCursor }: Page<EventRow>, format: Format, query: NextPage['query']): Reply => {
  if (format === 'json') return { json: { data, nextCursor } };
  const next = nextCursor === null ? undefined : { query, cursor: nextCursor };
  return format === 'csv'
    ? { content: eventsCsv(data), contentType: 'text/csv; charset=utf-8', next }
    : { content: eventsNdjson(data), contentType: 'application/x-ndjson', next };
};
