import type { MeterKey } from '../catalog/ids.ts';
import type { Meter } from '../catalog/meter.ts';
import { requireMeter } from '../catalog/meter-store.ts';
import { type ErrorKind, MeterlineError, NotFound } from '../catalog/meterline-error.ts';
import { evidence } from '../meter/evidence-store.ts';
import { plain } from '../money/decimal.ts';
import { httpApi } from '../platform/http-api.ts';
import { evidenceCsv, evidenceCsvHead } from './evidence-csv.ts';
import type { Invoice, InvoiceLine } from './invoice.ts';
import { evidenceRoutes } from './routes.ts';
import { requireVisible } from './visible-store.ts';

class EvidenceTooLarge extends MeterlineError {
  readonly code = 'evidence_too_large';
  readonly kind: ErrorKind = 'too_large';
}

/** Lambda answers with at most 6 MB. */
const csvCharacters = 5_000_000;
const eventsPerRead = 5_000;

type EvidenceRequest = Parameters<typeof evidence>[3];
type UsageLine = InvoiceLine & { readonly meter: MeterKey };

export const handler = httpApi(evidenceRoutes, {
  lineEvents: async ({ parameters: { invoiceId = '', lineId = '' }, query, headers, caller }) => {
    const invoice = await requireVisible(invoiceId, caller);
    const line = usageLineOf(invoice, lineId);
    if ((query.format ?? formatOf(headers.accept)) === 'csv') {
      const disposition = `attachment; filename="${invoice.number ?? invoice.id}-${line.id}.csv"`;
      const content = await document(invoice, line);
      return { content, contentType: 'text/csv; charset=utf-8', headers: { 'content-disposition': disposition } };
    }
    const { events, nextCursor } = await eventsOf(invoice, line, await requireMeter(line.meter), query);
    return { json: { meter: line.meter, lineQuantity: plain(line.quantity), data: events, nextCursor } };
  },
});

const formatOf = (accept = ''): 'json' | 'csv' => (accept.includes('text/csv') ? 'csv' : 'json');

/** @throws NotFound `usage_line_not_found`, also for a fee, which no events are behind */
const usageLineOf = ({ lines }: Invoice, id: string): UsageLine => {
  const line = lines.find((candidate) => candidate.id === id);
  if (line === undefined || line.meter === null) throw new NotFound('usage_line', id);
  return { ...line, meter: line.meter };
};

/** Of an adjustment, the late events of its epoch. */
const eventsOf = ({ customerId }: Invoice, { period, adjusts }: UsageLine, meter: Meter, page: EvidenceRequest) =>
  evidence(customerId, meter, period, page, adjusts?.closedThrough);

/** @throws EvidenceTooLarge */
const document = async (invoice: Invoice, line: UsageLine): Promise<string> => {
  const meter = await requireMeter(line.meter);
  let csv = evidenceCsvHead;
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await eventsOf(invoice, line, meter, { limit: eventsPerRead, cursor });
    csv += evidenceCsv(page.events);
    if (csv.length > csvCharacters)
      throw new EvidenceTooLarge('Too many events for one document: page through the JSON.');
    cursor = page.nextCursor;
  }
  return csv;
};
