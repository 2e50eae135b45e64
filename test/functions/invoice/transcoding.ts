import type { Customer } from '../../../functions/catalog/customer/customer.ts';
import { chargesSchema } from '../../../functions/catalog/plan/charge-wire.ts';
import type { PlanVersion } from '../../../functions/catalog/plan/plan.ts';
import { periodOf } from '../../../functions/catalog/subscription/billing-period.ts';
import { cycleFrom } from '../../../functions/catalog/subscription/cycle.ts';
import type { Subscription } from '../../../functions/catalog/subscription/subscription.ts';
import { ordinaryTax } from '../../../functions/catalog/tax/customer-tax.ts';
import { applyCredits } from '../../../functions/invoice/credit/apply-credits.ts';
import { draft } from '../../../functions/invoice/draft/draft.ts';
import type { Buyer, Draft, NewLine } from '../../../functions/invoice/invoice.ts';
import { numbered } from '../../../functions/invoice/numbered-lines.ts';
import { type Closing, planKey } from '../../../functions/invoice/period/closing.ts';
import { closingLines, type EarlierBilling, nothingEarlier } from '../../../functions/invoice/period/period-lines.ts';
import type { Seller } from '../../../functions/invoice/seller.ts';
import { inOneGroup } from '../../../functions/invoice/tax/invoice-tax.ts';
import { type Taxed, untaxed } from '../../../functions/invoice/tax/tax.ts';
import { taxableOf, totalsOf } from '../../../functions/invoice/totals.ts';
import { customerId, planId, subscriptionId } from '../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';
import { currency } from '../../../functions/money/currency.ts';
import { decimal, ZERO } from '../../../functions/money/decimal.ts';
import { type Money, zero } from '../../../functions/money/money.ts';
import { plainMetered } from '../../../functions/rate/metered.ts';

/** The example of the field: a customer who transcodes video. */
export const customer: Customer = {
  id: customerId('cust_8821'),
  name: 'Clip & Sons',
  email: 'billing@clip.example',
  currency: currency('USD'),
  timeZone: 'UTC',
  address: { line1: '1 Reel St', line2: null, city: 'Springfield', postalCode: '12345', region: 'IL', country: 'US' },
  paymentMethod: 'pm_sim_ok',
  autoFinalize: null,
  testClockId: null,
  tax: ordinaryTax,
  locale: 'en',
  parentId: null,
  revision: 0,
  createdAt: parseInstant('2026-09-01T00:00:00Z'),
};

export const minutes = {
  id: 'minutes',
  name: 'Transcoded minutes',
  model: 'tiered',
  meter: 'transcoding_minutes',
  tiers: [
    { upTo: '1000', unitAmount: '0.10' },
    { upTo: null, unitAmount: '0.07' },
  ],
};

export const seat = { id: 'seat', name: 'Seat', model: 'flat', amount: '20', billed: 'advance' };
export const support = { id: 'support', name: 'Support', model: 'flat', amount: '50', billed: 'arrears' };

export const planOf = (...charges: readonly unknown[]): PlanVersion => ({
  planId: planId('transcoding'),
  version: 3,
  name: 'Transcoding',
  interval: 'month',
  prices: new Map([[currency('USD'), { charges: chargesSchema.parse(charges), minimumAmount: ZERO }]]),
  createdAt: parseInstant('2026-09-01T00:00:00Z'),
});

const cycles = [cycleFrom(parseInstant('2026-10-01T00:00:00Z'), 0, 'UTC', 'month')] as const;

/** The first period, October 2026. */
export const subscription: Subscription = {
  id: subscriptionId('sub_1'),
  customerId: customer.id,
  startAt: parseInstant('2026-10-01T00:00:00Z'),
  cycles,
  phases: [{ from: parseInstant('2026-10-01T00:00:00Z'), planId: planId('transcoding'), planVersion: 3 }],
  pauses: [],
  trialEnd: null,
  cancelAt: null,
  status: 'active',
  period: periodOf({ cycles, cancelAt: null }, 0),
  closeAt: parseInstant('2026-11-01T01:00:00Z'),
  closing: null,
  startIsBilled: false,
  revision: 1,
  createdAt: parseInstant('2026-09-15T00:00:00Z'),
};

export const buyer: Buyer = { name: 'Clip', email: null, address: null, taxIds: [], locale: 'en' };
export const seller: Seller = { name: 'Seller <&> Co', address: [], email: null, taxIds: [], legalText: null };

/** October with so much used of every meter. */
export const closingOf = (plan: PlanVersion, used = '0', of = subscription): Closing => ({
  customer,
  subscription: of,
  period: of.period,
  plans: new Map([[planKey({ planId: plan.planId, planVersion: plan.version }), plan]]),
  metered: () => plainMetered(decimal(used)),
});

/** What lines come to with a balance before them. */
export const reckonedOf = (
  lines: readonly NewLine[],
  balance: Money = zero(customer.currency),
  tax: (amount: Money) => Taxed = untaxed,
) => {
  const placed = numbered(lines);
  const taxed = inOneGroup(tax(taxableOf(placed, customer.currency)));
  const settlement = applyCredits(taxed.total, [], balance, subscription.closeAt);
  return { lines: placed, totals: totalsOf(placed, [], taxed, settlement), sections: [] };
};

const draftedAt = parseInstant('2026-11-01T01:02:00Z');

/** The invoice of October. */
export const drafted = (
  plan: PlanVersion,
  used = '3400',
  earlier: EarlierBilling = nothingEarlier,
  balance?: Money,
): Draft => {
  const closing = closingOf(plan, used);
  return draft(closing, reckonedOf(closingLines(closing, earlier), balance), draftedAt);
};
