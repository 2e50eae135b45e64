import { z } from 'zod';
import { currencySchema } from '../../kernel/currency-wire.ts';
import { customerId, isCustomerId, testClockId } from '../../kernel/ids.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import { ordinaryTax } from '../tax/customer-tax.ts';
import { customerTaxWire, taxToWire } from '../tax/customer-tax-wire.ts';
import type { Customer } from './customer.ts';
import { defaultLocale } from './locale.ts';

export const customerIdSchema = z.string().refine(isCustomerId, {
  error: '1 to 128 of A-Z, a-z, 0-9, and . _ - : @',
  params: { code: 'invalid_id' },
});

/** A gateway's token, such as `pm_sim_ok`; never a card number. */
export const paymentMethodSchema = z.string().refine((text) => /^[\w.:-]{1,255}$/.test(text), {
  error: '1 to 255 letters, digits, dots, colons, hyphens or underscores',
  params: { code: 'invalid_payment_method' },
});

const addressWire = z.object({
  line1: z.string(),
  line2: z.string().nullable(),
  city: z.string(),
  postalCode: z.string(),
  region: z.string().nullable(),
  country: z.string(),
});

/** A customer as it is stored and answered. */
export const customerWire = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  currency: currencySchema,
  timeZone: z.string(),
  address: addressWire.nullable(),
  tax: customerTaxWire.default(() => taxToWire(ordinaryTax)),
  locale: z.string().default(defaultLocale),
  parentId: z.string().nullable().default(null),
  paymentMethod: z.string().nullable(),
  autoFinalize: z.boolean().nullable().default(null).meta({ description: 'null for what the stack says' }),
  testClockId: z.string().nullable(),
  revision: z.int().default(0),
  createdAt: instantWire,
});
export type CustomerWire = z.output<typeof customerWire>;

export const customerToWire = (customer: Customer): CustomerWire => ({
  ...customer,
  tax: taxToWire(customer.tax),
});

export const customerFromWire = (wire: CustomerWire): Customer => ({
  ...wire,
  id: customerId(wire.id),
  parentId: wire.parentId === null ? null : customerId(wire.parentId),
  testClockId: wire.testClockId === null ? null : testClockId(wire.testClockId),
  createdAt: parseInstant(wire.createdAt),
});
