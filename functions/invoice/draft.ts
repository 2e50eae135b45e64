import { type Charge, chargeToWire } from '../catalog/charge.ts';
import type { Customer } from '../catalog/customer.ts';
import { invoiceIdOf, type MeterKey, meterKey } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import { Conflict } from '../catalog/meterline-error.ts';
import type { PlanVersion } from '../catalog/plan.ts';
import type { Period, Subscription } from '../catalog/subscription.ts';
import type { Currency } from '../money/currency.ts';
import { type Decimal, ONE, ZERO } from '../money/decimal.ts';
import { rateCharge } from '../rate/rate-charge.ts';
import { billedPeriods } from './billed-periods.ts';
import type { Buyer, Draft, InvoiceLine } from './invoice.ts';
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

const noTax: readonly TaxRate[] = [];

/** The invoice of the subscription's open period. The same input gives the same invoice, its id included.
 *  @throws Conflict `currency_not_priced` */
export const draft = ({ subscription, customer, version, usage, at }: Closing): Draft => {
  const { currency } = customer;
  const lines = linesOf(subscription, version, usage, currency);
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
    ...totalsOf(amounts, noTax, currency),
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
  chargesIn(version, currency)
    .flatMap((charge) =>
      billedPeriods(charge, subscription, version.interval).map((period) => lineOf(charge, period, usage, currency)),
    )
    .map((line, index): InvoiceLine => ({ id: `line_${index + 1}`, ...line }));

const lineOf = (charge: Charge, period: Period, usage: UsageByMeter, currency: Currency): Omit<InvoiceLine, 'id'> => {
  const meter = charge.model === 'flat' ? null : meterKey(charge.meter);
  const used = meter === null ? ONE : (usage.get(meter) ?? ZERO);
  const { chargeId, name, model, quantity, amount, exactAmount, breakdown } = rateCharge(charge, used, currency);
  const rated = { chargeId, description: name, model, quantity, amount, exactAmount, breakdown };
  return { ...rated, meter, period, price: chargeToWire(charge) };
};
