import { type Charge, chargeToWire } from '../catalog/charge.ts';
import type { Customer } from '../catalog/customer.ts';
import { invoiceIdOf, type MeterKey, meterKey } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import { Conflict } from '../catalog/meterline-error.ts';
import type { PlanVersion } from '../catalog/plan.ts';
import type { Period, Subscription } from '../catalog/subscription.ts';
import type { Currency } from '../money/currency.ts';
import { type Decimal, ONE, ZERO } from '../money/decimal.ts';
import { type Money, zero } from '../money/money.ts';
import { plainMetered } from '../rate/metered.ts';
import { rateCharge } from '../rate/rate-charge.ts';
import { billedPeriods } from './billed-periods.ts';
import type { Buyer, Draft, NewLine } from './invoice.ts';
import { type TaxRate, totalsOf } from './totals.ts';

/** Total of the closed period by meter; a meter without usage may be missing. */
export type UsageByMeter = ReadonlyMap<MeterKey, Decimal>;

export interface Closing {
  readonly subscription: Subscription;
  readonly customer: Customer;
  readonly version: PlanVersion;
  readonly usage: UsageByMeter;
  /** By the wall clock. */
  readonly at: Instant;
}

/** What earlier invoices leave to this one. */
export interface Carried {
  readonly adjustments: readonly NewLine[];
  readonly balance: Money;
}

const noTax: readonly TaxRate[] = [];

/** The invoice of the subscription's open period. The same input gives the same invoice, its id included.
 *  @param carried nothing for a first period
 *  @throws Conflict `currency_not_priced` */
export const draft = (
  { subscription, customer, version, usage, at }: Closing,
  carried: Carried = { adjustments: [], balance: zero(customer.currency) },
): Draft => {
  const { currency } = customer;
  const charges = linesOf(subscription, version, usage, currency);
  const lines = [...charges, ...carried.adjustments].map((line, index) => ({ id: `line_${index + 1}`, ...line }));
  const amounts = lines.map(({ amount }) => amount);
  return {
    id: invoiceIdOf(subscription.id, subscription.period.end),
    status: 'draft',
    number: null,
    issuedAt: null,
    customerId: customer.id,
    buyer: buyerOf(customer),
    subscriptionId: subscription.id,
    planId: version.planId,
    planVersion: version.version,
    planName: version.name,
    testClockId: customer.testClockId,
    currency,
    period: subscription.period,
    lines,
    ...totalsOf(amounts, noTax, currency, carried.balance),
    createdAt: at,
  };
};

export const buyerOf = ({ name, email, address }: Customer): Buyer => ({ name, email, address });

/** @throws Conflict `currency_not_priced` */
export const chargesIn = (version: PlanVersion, currency: Currency): readonly Charge[] => {
  const price = version.prices.get(currency);
  if (price !== undefined) return price.charges;
  throw new Conflict('currency_not_priced', `Plan ${version.planId} ${version.version} has no price in ${currency}.`);
};

/** Each meter once, in the order of the charges. */
export const metersOf = (charges: readonly Charge[]): readonly MeterKey[] => [
  ...new Set(charges.flatMap((charge) => (charge.model === 'flat' ? [] : [meterKey(charge.meter)]))),
];

const linesOf = (subscription: Subscription, version: PlanVersion, usage: UsageByMeter, currency: Currency) =>
  chargesIn(version, currency).flatMap((charge) =>
    billedPeriods(charge, subscription, version.interval).map((period) => lineOf(charge, period, usage, currency)),
  );

const lineOf = (charge: Charge, period: Period, usage: UsageByMeter, currency: Currency): NewLine => {
  const meter = charge.model === 'flat' ? null : meterKey(charge.meter);
  const used = meter === null ? ONE : (usage.get(meter) ?? ZERO);
  const { chargeId, name, model, quantity, amount, exactAmount, breakdown } = rateCharge(
    charge,
    plainMetered(used),
    currency,
  );
  const rated = { chargeId, description: name, model, quantity, amount, exactAmount, breakdown };
  return { ...rated, kind: 'charge', adjusts: null, meter, period, price: chargeToWire(charge) };
};
