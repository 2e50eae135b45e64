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

/** Whether a reconciliation of the range looks at the invoice. */
export const isRecounted = ({ period, status }: Pick<Invoice, 'period' | 'status'>, { from, to }: Range): boolean =>
  status !== 'void' && period.start >= from && period.end <= to;

type UsageLine = InvoiceLine & { readonly meter: MeterKey };

/** The lines that show a count of the invoice's own period, or of a part of it. An adjustment of an earlier period is a
 *  difference and no count. The lines of a child are left to the child's own statement. */
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

/** The lines whose quantity the log does not bear out. A line is right if it shows what the log counted in time, and also if
 *  it shows that without what a correction has added since: the counter was short when the line was billed, and what was
 *  missing is billed as late usage.
 *  @param tallies `counted` by the events in the log, `expected` with corrections taken into account */
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

/** The quantity that the line should show: the tallies of usage in time in the line's period, read as its price reads
 *  counters. */
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
