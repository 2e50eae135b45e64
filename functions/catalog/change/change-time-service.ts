import { wallClock } from '../../platform/clock.ts';
import { environmentNumber } from '../../platform/environment.ts';
import { graceVariable, windowMinutesVariable } from '../contract.ts';
import type { Customer } from '../customer/customer.ts';
import { customerNow } from '../customer/customer-store.ts';
import type { Moment } from './change-subscription.ts';

/** The moment by which a change of the customer's subscription is judged. */
export const momentOf = async (customer: Customer): Promise<Moment> => ({
  now: await customerNow(customer, wallClock()),
  graceHours: environmentNumber(graceVariable),
  windowMinutes: environmentNumber(windowMinutesVariable),
});
