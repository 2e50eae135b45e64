import type { Meter } from '../../catalog/meter/meter.ts';
import { requireMeter } from '../../catalog/meter/meter-store.ts';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import type { MeterKey } from '../../kernel/ids.ts';
import { type Instant, plusDays } from '../../kernel/instant.ts';
import { NotFound } from '../../kernel/meterline-error.ts';
import { evidence } from '../../meter/find/evidence-service.ts';
import { type LogPlace, logPlaceOf } from '../../meter/log/log-scan-store.ts';
import { plain } from '../../money/decimal.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { cursorOf } from '../../platform/table/cursor.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';
import { requireVisible } from '../store/visible-service.ts';
import { claimsOf } from '../verify/evidence-claim.ts';
import { evidenceCsv } from './evidence-csv.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import { type EvidenceRows, evidenceRows } from './evidence-rows-service.ts';

type EvidenceRequest = Parameters<typeof evidence>[3];
type UsageLine = InvoiceLine & { readonly meter: MeterKey };

export const handler = httpApi(evidenceRoutes, {
  lineEvents: async ({ parameters: { invoiceId = '', lineId = '' }, query, headers: asked, caller }) => {
    const invoice = await requireVisible(invoiceId, caller);
    const line = usageLineOf(invoice, lineId);
    if ((query.format ?? formatOf(asked.accept)) === 'csv') {
      const disposition = `attachment; filename="${invoice.number ?? invoice.id}-${line.id}.csv"`;
      const { rows, next: place } = await rowsOf(line, logPlaceOf(query.cursor));
      const cursor = place === null ? null : cursorOf({ ...place });
      const next = cursor === null ? undefined : { query: { format: 'csv' }, cursor };
      const headers = { 'content-disposition': disposition };
      return { content: evidenceCsv(rows), contentType: 'text/csv; charset=utf-8', headers, next };
    }
    const { events, nextCursor } = await eventsOf(invoice, line, await requireMeter(line.meter), query);
    return { json: { meter: line.meter, lineQuantity: plain(line.quantity), data: events, nextCursor } };
  },
});

const formatOf = (accept = ''): 'json' | 'csv' => (accept.includes('text/csv') ? 'csv' : 'json');

/** The line, if it is one of usage: there are no events behind a fee.
 *  @throws NotFound `usage_line_not_found` */
const usageLineOf = ({ lines }: Invoice, id: string): UsageLine => {
  const line = lines.find((candidate) => candidate.id === id);
  if (line === undefined || line.meter === null) throw new NotFound('usage_line', id);
  return { ...line, meter: line.meter };
};

/** A page of the events behind a line. Behind an adjustment are the late events that it bills, and behind a child's line on its
 *  parent's invoice the child's events. */
const eventsOf = (invoice: Invoice, { customerId, period, adjusts }: UsageLine, meter: Meter, page: EvidenceRequest) =>
  evidence(customerId, meter, period, { ...page, ...logSince(invoice, period) }, adjusts?.closedThrough);

/** From when on the log may have events of a period. By the wall clock an event is sent at most minutes before its time; for a
 *  customer on a test clock it may be sent at any time, and so the whole log is read. */
const logSince = ({ testClockId }: Invoice, { start }: Period): { readonly since?: Instant } =>
  testClockId === null ? { since: plusDays(start, -1) } : {};

/** @throws EvidenceTooLarge */
const rowsOf = async (line: UsageLine, place: LogPlace | null): Promise<EvidenceRows> => {
  const [claim] = claimsOf({ lines: [line] });
  return claim === undefined ? { rows: [], next: null } : evidenceRows(claim, await requireMeter(line.meter), place);
};
