import { requireMeter } from '../../catalog/meter/meter-store.ts';
import { chargeSchema } from '../../catalog/plan/charge-wire.ts';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import type { Subscription } from '../../catalog/subscription/subscription.ts';
import { subscriptionsOf } from '../../catalog/subscription/subscription-store.ts';
import { type CustomerId, invoiceIdOf, type MeterKey } from '../../kernel/ids.ts';
import { type Instant, plusMilliseconds } from '../../kernel/instant.ts';
import { lateCounters, usageSoFar } from '../../meter/usage/usage-store.ts';
import type { Decimal } from '../../money/decimal.ts';
import { type Metered, meteredFor, plainMetered } from '../../rate/metered.ts';
import type { BilledInvoice, InvoiceLine, NewLine } from '../invoice.ts';
import type { EarlierBilling } from '../period/period-lines.ts';
import { rerated } from '../period/rerated.ts';
import { billedAhead } from './billed-ahead.ts';
import { lateAdjustment } from './late-adjustment.ts';
import { among, type ClosedPeriod, closedPeriodsOf, type LateWindows, lateWindows } from './late-windows.ts';
import { minimumAdjustment, type Rerated } from './minimum-adjustment.ts';
import { findBilled, requireBilled } from './standing-service.ts';
import type { Unbilled } from './unbilled.ts';

/** Late usage of one epoch: it met the watermark `from`; nothing that came after the watermark was `to` is asked for. */
interface Epoch {
  readonly customer: CustomerId;
  readonly from: Instant;
  readonly to: Instant;
}

/** What the periods before leave to the invoice of the open one, whose end the watermark has passed: the late usage that met
 *  the watermark before, and what was billed in advance. Frozen, and so the same however often it is read. */
export const loadEarlierBilling = async (
  subscription: Subscription,
): Promise<{ readonly earlier: EarlierBilling; readonly unbilled: readonly Unbilled[] }> => {
  const { id, customerId, period } = subscription;
  if (period.index < 0) return { earlier: { adjustments: [], billedFees: [] }, unbilled: [] };
  const [ahead, others] = await Promise.all([findBilled(invoiceIdOf(id, period.start)), subscriptionsOf(customerId)]);
  const before = others.filter((one) => one.startAt < subscription.startAt && one.startAt < one.period.end);
  const from = period.index === 0 ? before[0]?.period.end : period.start;
  const late = from === undefined ? undefined : await loadLate(subscription, before, from);
  return {
    earlier: { adjustments: late?.lines ?? [], billedFees: ahead === undefined ? [] : billedAhead(ahead, period) },
    unbilled: late?.unbilled ?? [],
  };
};

interface Brought {
  readonly lines: readonly NewLine[];
  readonly unbilled: readonly Unbilled[];
}

const loadLate = async (
  subscription: Subscription,
  before: readonly Subscription[],
  from: Instant,
): Promise<Brought> => {
  const { customerId: customer, period } = subscription;
  const epoch = { customer, from, to: period.end };
  const late = lateWindows(await lateCounters(customer, from), closedPeriodsOf(subscription, before));
  const byPeriod = new Map<ClosedPeriod | null, LateWindows[]>();
  for (const windows of late) byPeriod.set(windows.period, [...(byPeriod.get(windows.period) ?? []), windows]);
  const brought = await Promise.all([...byPeriod].map(([of, windows]) => bring(epoch, of, windows)));
  return { lines: brought.flatMap(({ lines }) => lines), unbilled: brought.flatMap(({ unbilled }) => unbilled) };
};

const bring = async (epoch: Epoch, period: ClosedPeriod | null, late: readonly LateWindows[]): Promise<Brought> => {
  const found = period === null ? undefined : await requireBilled(invoiceIdOf(period.subscriptionId, period.end));
  const isVoid = found?.status === 'void';
  const billed = isVoid ? undefined : found;
  const unsold = late.flatMap((windows) => withoutLine(windows, billed === undefined ? [] : usageLines(billed)));
  const reason = isVoid ? 'invoice_voided' : period === null ? 'before_first_period' : 'meter_not_priced';
  const [lines, unbilled] = await Promise.all([
    billed === undefined ? [] : adjustments(epoch, billed, new Set(late.map(({ meter }) => meter))),
    Promise.all(
      unsold.map(async (windows) => ({ windows, quantity: await notBilled(epoch, windows), reason }) as const),
    ),
  ]);
  return { lines, unbilled };
};

/** Those windows that no line of the meter covers: its plan had none then. */
const withoutLine = (windows: LateWindows, lines: readonly UsageLine[]): readonly LateWindows[] => {
  const own = lines.filter(({ meter }) => meter === windows.meter);
  const [first, ...others] = windows.starts.filter(
    (start) => !own.some(({ period }) => period.start <= start && start < period.end),
  );
  return first === undefined ? [] : [{ ...windows, ...among([first, ...others], first) }];
};

type UsageLine = InvoiceLine & { readonly meter: MeterKey };

const usageLines = ({ lines }: BilledInvoice): readonly UsageLine[] =>
  lines.flatMap((line) => (line.kind === 'charge' && line.meter !== null ? [{ ...line, meter: line.meter }] : []));

/** All usage lines are looked at where they are part of a minimum commitment. */
const adjustments = async (
  epoch: Epoch,
  billed: BilledInvoice,
  late: ReadonlySet<MeterKey>,
): Promise<readonly NewLine[]> => {
  const isCommitted = billed.lines.some(({ kind }) => kind === 'minimum');
  const looked = usageLines(billed).filter(({ meter }) => isCommitted || late.has(meter));
  const changes = await Promise.all(looked.map(async (line) => ({ line, ...(await changeOf(epoch, line)) })));
  const amount = (line: InvoiceLine, metered: Metered) => rerated(line, metered, billed.currency).amount;
  const again: readonly Rerated[] = isCommitted
    ? changes.map(({ line, before, after }) => ({ line, before: amount(line, before), after: amount(line, after) }))
    : [];
  return [
    ...changes.flatMap(({ line, before, after }) =>
      lateAdjustment(billed, line, { closedThrough: epoch.from, before, after }),
    ),
    ...minimumAdjustment(billed, again, epoch.from),
  ];
};

/** The usage of a line's period before and after what came late in the epoch, as its charge looks at it. */
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

const notBilled = async ({ customer, from, to }: Epoch, windows: LateWindows): Promise<Decimal> => {
  const { start, end } = spanOf(windows);
  const until = async (watermark: Instant) => (await usageSoFar(customer, windows.meter, start, end, watermark)).total;
  const [before, after] = await Promise.all([until(from), until(to)]);
  return after.minus(before);
};

/** Ends within the last window, which is then wholly in it. */
const spanOf = ({ first, last }: LateWindows): Period => ({ start: first, end: plusMilliseconds(last, minute) });
const minute = 60_000;
