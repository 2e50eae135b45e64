import type { Meter } from '../../catalog/meter/meter.ts';
import { chargeSchema } from '../../catalog/plan/charge-wire.ts';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import { digest, type MeterKey } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { partsOf } from '../../meter/counter/counter-key.ts';
import type { Discrepancy } from '../../meter/recount/discrepancy-wire.ts';
import type { Tallies } from '../../meter/recount/recount.ts';
import { readingOfTally } from '../../meter/recount/tally-reading.ts';
import type { Range } from '../../meter/usage/by-window.ts';
import { combine } from '../../meter/usage/usage.ts';
import { type Decimal, plain } from '../../money/decimal.ts';
import { pricedQuantity } from '../../rate/dimensional.ts';
import { meteredFor } from '../../rate/metered.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';

export const isRecounted = ({ period, status }: Pick<Invoice, 'period' | 'status'>, { from, to }: Range): boolean =>
  status !== 'void' && period.start >= from && period.end <= to;

type UsageLine = InvoiceLine & { readonly meter: MeterKey };

/** Of the invoice's own period, or part of it; what it adjusts of earlier ones is no count. A child's lines are recounted by its
 *  statement. */
export const usageLines = ({
  lines,
  period,
  customerId,
}: Pick<Invoice, 'lines' | 'period' | 'customerId'>): readonly UsageLine[] =>
  lines.flatMap((line) =>
    line.meter !== null && line.customerId === customerId && isIn(line.period, period) && line.kind === 'charge'
      ? [{ ...line, meter: line.meter }]
      : [],
  );

const isIn = (part: Period, whole: Period): boolean => part.start >= whole.start && part.end <= whole.end;

/** Lines that show neither what the log counted in time in their period, nor that less what was added late to a counter that
 *  was short when it was billed. */
export const differingLines = (
  invoices: readonly Invoice[],
  meters: readonly Meter[],
  { counted, expected }: { readonly counted: Tallies; readonly expected: Tallies },
  foundAt: Instant,
): readonly Discrepancy[] =>
  invoices.flatMap((invoice) =>
    usageLines(invoice).flatMap((line) => {
      const meter = meters.find(({ key }) => key === line.meter);
      if (meter === undefined) return [];
      const byLog = onTime(meter, counted, line);
      const isRight = [byLog, onTime(meter, expected, line)].some((value) => value.equals(line.quantity));
      return isRight ? [] : [differing(invoice, line, byLog, foundAt)];
    }),
  );

/** The quantity that the line should show, as its price looks at the counters. */
const onTime = (meter: Meter, tallies: Tallies, { period: { start, end }, price }: UsageLine): Decimal => {
  const own = [...tallies].filter(([counter]) => {
    const { epoch, meter: key, window } = partsOf(counter);
    return key === meter.key && epoch === null && window >= start && window < end;
  });
  const readings = own.map(([counter, tally]) => readingOfTally(meter, counter, tally));
  const charge = chargeSchema.parse(price);
  return charge.model === 'flat'
    ? combine(meter.measure.aggregation, readings)
    : pricedQuantity(charge, meteredFor(charge, meter, readings));
};

/** The same difference found again has the same id. */
const differing = (invoice: Invoice, line: UsageLine, byLog: Decimal, foundAt: Instant): Discrepancy => {
  const [expected, found] = [plain(byLog), plain(line.quantity)];
  return {
    kind: 'invoice_line',
    id: `disc_${digest(invoice.id, line.id, expected, found)}`,
    customerId: invoice.customerId,
    meter: line.meter,
    status: 'open',
    foundAt,
    repairedAt: null,
    reason: null,
    invoiceId: invoice.id,
    lineId: line.id,
    expected,
    found,
  };
};
