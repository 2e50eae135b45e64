import { chargesSchema } from '../../../functions/catalog/charge.ts';
import type { Customer } from '../../../functions/catalog/customer.ts';
import { customerId, planId, subscriptionId } from '../../../functions/catalog/ids.ts';
import { parseInstant } from '../../../functions/catalog/instant.ts';
import type { PlanVersion } from '../../../functions/catalog/plan.ts';
import type { Subscription } from '../../../functions/catalog/subscription.ts';
import { currency } from '../../../functions/money/currency.ts';
import { ZERO } from '../../../functions/money/decimal.ts';

/** The example of the field: a customer who transcodes video. */
export const customer: Customer = {
  id: customerId('cust_8821'),
  name: 'Clip & Sons',
  email: 'billing@clip.example',
  currency: currency('USD'),
  timeZone: 'UTC',
  address: { line1: '1 Reel St', line2: null, city: 'Springfield', postalCode: '12345', region: 'IL', country: 'US' },
  paymentMethod: 'pm_sim_ok',
  testClockId: null,
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

/** The first period, October 2026. */
export const subscription: Subscription = {
  id: subscriptionId('sub_1'),
  customerId: customer.id,
  planId: planId('transcoding'),
  planVersion: 3,
  anchor: parseInstant('2026-10-01T00:00:00Z'),
  status: 'active',
  periodIndex: 0,
  period: { start: parseInstant('2026-10-01T00:00:00Z'), end: parseInstant('2026-11-01T00:00:00Z') },
  closeAt: parseInstant('2026-11-01T01:00:00Z'),
  createdAt: parseInstant('2026-09-15T00:00:00Z'),
};
