import type { Announcement } from '../../kernel/announcement.ts';
import type { Instant } from '../../kernel/instant.ts';
import { news } from '../news.ts';
import type { Customer } from './customer.ts';

export const customerCreated = ({ id, testClockId }: Customer): Announcement =>
  news('customer.created', [id], { customerId: id, testClockId });

/** The revision tells two changes of a customer apart. */
export const customerUpdated = ({ id, revision }: Customer): Announcement =>
  news('customer.updated', [id, String(revision)], { customerId: id, revision });

/** @param at the time of the request, since setting the payment method that is set already is news too: a failed charge is tried
 *    again because of it */
export const paymentMethodUpdated = ({ id }: Customer, paymentMethod: string, at: Instant): Announcement =>
  news('customer.payment_method_updated', [id, paymentMethod, at], { customerId: id, paymentMethod });
