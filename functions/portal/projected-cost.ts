import type { Meter } from '../catalog/meter/meter.ts';
import type { NewLine } from '../invoice/invoice.ts';
import type { Closing } from '../invoice/period/closing.ts';
import { type BilledAhead, dueLines } from '../invoice/period/period-lines.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Counted } from '../rate/metered.ts';
import { elapsedOf, projectedUsage } from './projection.ts';

/** The lines of the invoice as they will be at the end of the period, priced like any invoice: 1,500 minutes
 *  after half of the month are 3,000, and those go through the tiers and allowances of the plan. */
export const projectedLines = (
  closing: Closing,
  billed: BilledAhead,
  meters: readonly Meter[],
  now: Instant,
): readonly NewLine[] => dueLines({ ...closing, metered: projectedMetered(closing, meters, now) }, billed);

/** The usage as it will be at the end of the period, by the same function that the close asks. A plan change divides a period into
 *  parts: those that are over stay as they are, and the running one goes on at its average so far. */
const projectedMetered =
  ({ metered }: Closing, meters: readonly Meter[], now: Instant): Closing['metered'] =>
  (charge, span) => {
    const counted = metered(charge, span);
    const elapsed = elapsedOf(span, now);
    const meter = meters.find(({ key }) => key === charge.meter);
    if (elapsed === undefined || meter === undefined) return counted;
    const project = <C extends Counted>(one: C): C => ({
      ...one,
      quantity: projectedUsage(one.quantity, meter.measure.aggregation, elapsed),
      events: projectedUsage(one.events, 'count', elapsed),
    });
    return { ...project(counted), groups: counted.groups.map(project) };
  };
