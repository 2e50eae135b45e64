import { type CustomerId, invoiceIdOf, type MeterKey } from '../catalog/ids.ts';
import { type Instant, plusMilliseconds } from '../catalog/instant.ts';
import type { Interval } from '../catalog/plan.ts';
import type { Period, Subscription } from '../catalog/subscription.ts';
import { lateCounters, usageSoFar } from '../meter/usage-store.ts';
import type { Currency } from '../money/currency.ts';
import { zero } from '../money/money.ts';
import { plainMetered } from '../rate/metered.ts';
import { adjustment, type LateChange } from './adjustment.ts';
import type { Carried } from './draft.ts';
import type { Invoice, NewLine } from './invoice.ts';
import { type LateWindows, lateWindows } from './late-windows.ts';
import { requireInvoice } from './store.ts';
import type { Unbilled } from './unbilled.ts';

interface Brought {
  readonly lines: readonly NewLine[];
  readonly unbilled: readonly Unbilled[];
}

/** What the periods before leave to the invoice of the open one, whose end the watermark has passed: the late usage that
 *  met the watermark before, and the credit of the last invoice. Frozen, and so the same however often it is read. */
export const loadCarried = async (
  subscription: Subscription,
  interval: Interval,
  currency: Currency,
): Promise<{ carried: Carried; unbilled: readonly Unbilled[] }> => {
  const { id, customerId, period, periodIndex } = subscription;
  if (periodIndex === 0) return { carried: { adjustments: [], balance: zero(currency) }, unbilled: [] };
  const counters = await lateCounters(customerId, period.start);
  const late = lateWindows(counters, subscription, interval);
  const [last, ...brought] = await Promise.all([
    requireInvoice(invoiceIdOf(id, period.start)),
    ...late.map((windows) => bring(subscription, windows)),
  ]);
  const adjustments = brought.flatMap(({ lines }) => lines);
  return { carried: { adjustments, balance: last.balanceAfter }, unbilled: brought.flatMap((one) => one.unbilled) };
};

const bring = async (subscription: Subscription, windows: LateWindows): Promise<Brought> => {
  const { meter, period } = windows;
  const epoch = { customer: subscription.customerId, of: subscription.period };
  const billed = period === null ? undefined : await requireInvoice(invoiceIdOf(subscription.id, period.end));
  const sold = billed === undefined ? [] : linesFor(billed, meter);
  if (billed === undefined || sold.length === 0) {
    const { before, after } = await change(epoch, meter, spanOf(windows));
    return { lines: [], unbilled: [{ windows, quantity: after.quantity.minus(before.quantity) }] };
  }
  const changed = await change(epoch, meter, billed.period);
  return { lines: sold.flatMap((line) => adjustment(billed, line, changed)), unbilled: [] };
};

const linesFor = ({ lines }: Invoice, meter: MeterKey) =>
  lines.filter((line) => line.kind === 'charge' && line.meter === meter);

/** Ends within the last window, which is then wholly in it. */
const spanOf = ({ first, last }: LateWindows): Period => ({ start: first, end: plusMilliseconds(last, minute) });
const minute = 60_000;

/** @param epoch the open period: late usage of the epoch met its start, and nothing after its end is asked for */
const change = async (
  { customer, of }: { readonly customer: CustomerId; readonly of: Period },
  meter: MeterKey,
  { start, end }: Period,
): Promise<LateChange> => {
  const until = async (watermark: Instant) => (await usageSoFar(customer, meter, start, end, watermark)).total;
  const [before, after] = await Promise.all([until(of.start), until(of.end)]);
  return { closedThrough: of.start, before: plainMetered(before), after: plainMetered(after) };
};
