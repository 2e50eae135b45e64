import { requireMeter } from '../../catalog/meter/meter-store.ts';
import { chargeSchema } from '../../catalog/plan/charge-wire.ts';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import type { Subscription } from '../../catalog/subscription/subscription.ts';
import { subscriptionsOf } from '../../catalog/subscription/subscription-store.ts';
import { epochBefore } from '../../ingest/closed-period.ts';
import { type CustomerId, invoiceIdOf, type MeterKey } from '../../kernel/ids.ts';
import { type Instant, plusMilliseconds } from '../../kernel/instant.ts';
import { closedBefore } from '../../meter/shard/shard-head-store.ts';
import { lateCounters, usageSoFar } from '../../meter/usage/usage-service.ts';
import type { Decimal } from '../../money/decimal.ts';
import { type Metered, meteredFor, plainMetered } from '../../rate/metered.ts';
import type { DiscountedLine } from '../discount/discount-change.ts';
import type { BilledInvoice, InvoiceLine, NewLine } from '../invoice.ts';
import type { EarlierBilling } from '../period/period-lines.ts';
import { rerated } from '../period/rerated.ts';
import type { Changed } from '../standing/later-store.ts';
import { billedAhead } from './billed-ahead.ts';
import { findBilled, requireBilled } from './billed-service.ts';
import { withCommittedDiscounts } from './committed-discounts.ts';
import { withCommittedNotes } from './committed-notes.ts';
import { type EarlierInvoice, leftByNotes } from './earlier-invoice.ts';
import { lateAdjustment } from './late-adjustment.ts';
import { among, type ClosedPeriod, closedPeriodsOf, type LateWindows, lateWindows } from './late-windows.ts';
import { minimumAdjustment, type Rerated } from './minimum-adjustment.ts';
import type { Unbilled } from './unbilled.ts';

/** Late usage of one epoch: what came while the customer's usage was closed up to `from`, and before it was closed
 *  up to `to`. The close whose watermark is `to` bills it. */
interface Epoch {
  readonly customer: CustomerId;
  readonly from: Instant;
  readonly to: Instant;
}

/** Reads what earlier invoices have to do with the invoice of the subscription's open period: usage that came late
 *  since the close before, and fees that were billed in advance. The watermark has passed the end of the period, so
 *  that nothing of it can change any more, and it is the same however often it is read.
 *  @returns also the late usage that no invoice has a line for, and the invoices that are paid for those whose lines may be
 *    changed, as they were read before what has come back of them */
export const loadEarlierBilling = async (
  subscription: Subscription,
): Promise<{
  readonly earlier: EarlierBilling;
  readonly unbilled: readonly Unbilled[];
  readonly changed: Changed;
}> => {
  const { customerId, period } = subscription;
  if (period.index < 0) return { earlier: { adjustments: [], billedFees: [] }, unbilled: [], changed: new Map() };
  const [{ ahead, billedFees }, before, watermark] = await Promise.all([
    loadBilledAhead(subscription),
    earlierSubscriptions(subscription),
    closedBefore(customerId, period.end),
  ]);
  const from = watermark ?? (period.index === 0 ? before[0]?.period.end : period.start);
  const epoch = { customer: customerId, to: period.end };
  const periods = closedPeriodsOf(subscription, period.index, before);
  const late = from === undefined ? nothingLate : await loadLate({ ...epoch, from }, periods);
  return {
    earlier: { adjustments: late.lines, billedFees },
    unbilled: late.unbilled,
    changed: new Map([...(ahead === undefined ? [] : [[ahead.billed.id, ahead.paying] as const]), ...late.changed]),
  };
};

/** Reads the fees for the subscription's open period that the invoice before has billed in advance.
 *  @returns also that invoice, with the one that is paid for it; undefined where there is none */
export const loadBilledAhead = async ({ id, period }: Pick<Subscription, 'id' | 'period'>) => {
  const ahead = await findBilled(invoiceIdOf(id, period.start));
  return { ahead, billedFees: ahead === undefined ? [] : billedAhead(ahead.billed, period) };
};

/** Reads what a final close bills: usage that came late after the last period of the subscription was closed, in the
 *  epoch that ended with the watermark `to`. */
export const loadLateAfterEnd = async (subscription: Subscription, to: Instant): Promise<LateLines> => {
  const { customerId, period } = subscription;
  const before = await earlierSubscriptions(subscription);
  const epoch = { customer: customerId, from: epochBefore(to), to };
  return loadLate(epoch, closedPeriodsOf(subscription, period.index + 1, before));
};

/** The customer's subscriptions before this one that were billed, latest first. */
const earlierSubscriptions = async ({ customerId, startAt }: Subscription): Promise<readonly Subscription[]> =>
  (await subscriptionsOf(customerId)).filter((one) => one.startAt < startAt && one.startAt < one.period.end);

/** What late usage leads to: lines, or that it is announced as not billed. */
export interface LateLines {
  readonly lines: readonly NewLine[];
  readonly unbilled: readonly Unbilled[];
  readonly changed: Changed;
}

const nothingLate: LateLines = { lines: [], unbilled: [], changed: new Map() };

/** Reads the usage that came late in an epoch. What is for no period of the customer is left out (`unsettled-service.ts`).
 *  @param periods the closed ones, newest first */
const loadLate = async (epoch: Epoch, periods: readonly ClosedPeriod[]): Promise<LateLines> => {
  const late = lateWindows(await lateCounters(epoch.customer, epoch.from), periods);
  const byPeriod = new Map<ClosedPeriod, LateWindows[]>();
  for (const windows of late) byPeriod.set(windows.period, [...(byPeriod.get(windows.period) ?? []), windows]);
  const found = await Promise.all([...byPeriod].map(([of, windows]) => linesFor(epoch, of, windows)));
  return {
    lines: found.flatMap(({ lines }) => lines),
    unbilled: found.flatMap(({ unbilled }) => unbilled),
    changed: new Map(found.flatMap(({ changed }) => [...changed])),
  };
};

/** What becomes of the late usage of one period. */
const linesFor = async (epoch: Epoch, period: ClosedPeriod, late: readonly LateWindows[]): Promise<LateLines> => {
  const found = await requireBilled(invoiceIdOf(period.subscriptionId, period.end));
  const isVoid = found.billed.status === 'void';
  const billed = isVoid ? undefined : found.billed;
  const unsold = late.flatMap((windows) => withoutLine(windows, billed === undefined ? [] : usageLines(billed)));
  const reason = isVoid ? 'invoice_voided' : 'meter_not_priced';
  const [lines, unbilled] = await Promise.all([
    billed === undefined ? [] : adjustments(epoch, billed, new Set(late.map(({ meter }) => meter))),
    Promise.all(
      unsold.map(
        async (windows) =>
          ({ windows, quantity: await notBilled(epoch, windows), reason, closedThrough: epoch.from }) as const,
      ),
    ),
  ]);
  return { lines, unbilled, changed: new Map([[found.billed.id, found.paying]]) };
};

/** The windows for which the invoice has no line of the meter, since the plan of that time had no charge for it. */
const withoutLine = (windows: LateWindows, lines: readonly UsageLine[]): readonly LateWindows[] => {
  const own = lines.filter(({ meter }) => meter === windows.meter);
  const [first, ...others] = windows.starts.filter(
    (start) => !own.some(({ period }) => period.start <= start && start < period.end),
  );
  return first === undefined ? [] : [{ ...windows, ...among([first, ...others], first) }];
};

type UsageLine = InvoiceLine & { readonly meter: MeterKey };

/** The lines of the invoice's own usage, each with its meter. */
const usageLines = ({ lines }: BilledInvoice): readonly UsageLine[] =>
  lines.flatMap((line) => (line.kind === 'charge' && line.meter !== null ? [{ ...line, meter: line.meter }] : []));

/** The lines that adjust an invoice to its late usage. Where there is a minimum commitment, all usage lines are
 *  looked at, since all of them count towards it.
 *  @param late the meters for which usage came late */
const adjustments = async (
  epoch: Epoch,
  billed: EarlierInvoice,
  late: ReadonlySet<MeterKey>,
): Promise<readonly NewLine[]> => {
  const isCommitted = billed.lines.some(({ kind }) => kind === 'minimum');
  const looked = usageLines(billed).filter(({ meter }) => isCommitted || late.has(meter));
  const changes = await Promise.all(looked.map(async (line) => ({ line, ...(await changeOf(epoch, line)) })));
  const amount = (line: InvoiceLine, metered: Metered) => rerated(line, metered, billed.currency).amount;
  const again: readonly Rerated[] = isCommitted
    ? changes.map(({ line, before, after }) => ({ line, before: amount(line, before), after: amount(line, after) }))
    : [];
  const lines = [
    ...changes.flatMap(({ line, before, after }) =>
      lateAdjustment(billed, line, { closedThrough: epoch.from, before, after }, leftByNotes(billed, line.id)),
    ),
    ...minimumAdjustment(billed, again, epoch.from, minimumLeft(billed)),
  ];
  if (!isCommitted) return lines;
  const isNoted = billed.lines.some(({ id }) => leftByNotes(billed, id) !== undefined);
  return isNoted ? withCommittedNotes(lines) : withCommittedDiscounts(billed, lines, again);
};

const minimumLeft = (billed: EarlierInvoice): DiscountedLine | undefined => {
  const line = billed.lines.find(({ kind }) => kind === 'minimum');
  return line && leftByNotes(billed, line.id);
};

/** What the meter of a line counted in the line's period without and with what came late in this epoch. */
const changeOf = async ({ customer, from, to }: Epoch, line: UsageLine) => {
  const charge = chargeSchema.parse(line.price);
  const meter = await requireMeter(line.meter);
  const { start, end } = line.period;
  const until = async (watermark: Instant): Promise<Metered> => {
    const { readings } = await usageSoFar(customer, line.meter, start, end, watermark);
    return charge.model === 'flat' ? plainMetered(charge.amount) : meteredFor(charge, meter, readings);
  };
  const [before, after] = await Promise.all([until(from), until(to)]);
  return { before, after };
};

/** How much came late in this epoch for windows without a line. */
const notBilled = async ({ customer, from, to }: Epoch, windows: LateWindows): Promise<Decimal> => {
  const { start, end } = spanOf(windows);
  const until = async (watermark: Instant) => (await usageSoFar(customer, windows.meter, start, end, watermark)).total;
  const [before, after] = await Promise.all([until(from), until(to)]);
  return after.minus(before);
};

/** The time from the first window to the last. It ends a minute after the last one begins, since a window counts as
 *  a whole if it begins before the end. */
const spanOf = ({ first, last }: LateWindows): Period => ({ start: first, end: plusMilliseconds(last, minute) });
/** Milliseconds. */
const minute = 60_000;
