import { z } from 'zod';
import type { Currency } from '../money/currency.ts';
import { currencySchema } from './currency.ts';
import { type CustomerId, customerId, isCustomerId, type TestClockId, testClockId } from './ids.ts';
import { type Instant, parseInstant } from './instant.ts';
import { instantWire } from './instant-schema.ts';
import { timeZoneSchema } from './time-zone.ts';

/** Somebody who uses and pays. The id is the company's own: the `subject` of its events. */
export interface Customer {
  readonly id: CustomerId;
  readonly name: string;
  readonly email: string | null;
  readonly currency: Currency;
  /** IANA name. */
  readonly timeZone: string;
  readonly address: Address | null;
  readonly paymentMethod: string | null;
  readonly testClockId: TestClockId | null;
  readonly createdAt: Instant;
}

export interface Address {
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly postalCode: string;
  readonly region: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

const line = z.string().trim().min(1).max(200);

const addressSchema = z.strictObject({
  line1: line,
  line2: line.nullable().default(null),
  city: line,
  postalCode: z.string().trim().min(1).max(20),
  region: line.nullable().default(null),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .meta({ description: 'ISO 3166-1 alpha-2', examples: ['DE'] }),
});

export const customerIdSchema = z.string().refine(isCustomerId, {
  error: '1 to 128 of A-Z, a-z, 0-9, and . _ - : @',
  params: { code: 'invalid_id' },
});

/** A gateway's token, such as `pm_sim_ok`; never a card number. */
export const paymentMethodSchema = z.string().refine((text) => /^[\w.:-]{1,255}$/.test(text), {
  error: '1 to 255 letters, digits, dots, colons, hyphens or underscores',
  params: { code: 'invalid_payment_method' },
});

const email = z.email().max(254);

/** `POST /v1/customers`. */
export const newCustomerSchema = z.strictObject({
  id: customerIdSchema.transform(customerId),
  name: line.optional(),
  email: email.nullable().default(null),
  currency: currencySchema,
  timeZone: timeZoneSchema.default('UTC'),
  address: addressSchema.nullable().default(null),
  paymentMethod: paymentMethodSchema.nullable().default(null),
  testClockId: z.string().min(1).max(64).transform(testClockId).nullable().default(null),
});
export type NewCustomer = z.output<typeof newCustomerSchema>;

/** A customer as it is stored and answered. */
export const customerWire = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  currency: currencySchema,
  timeZone: z.string(),
  address: addressSchema.nullable(),
  paymentMethod: z.string().nullable(),
  testClockId: z.string().nullable(),
  createdAt: instantWire,
});
export type CustomerWire = z.output<typeof customerWire>;

export const customerOf = ({ name, ...rest }: NewCustomer, createdAt: Instant): Customer => ({
  ...rest,
  name: name ?? rest.id,
  createdAt,
});

export const customerToWire = (customer: Customer): CustomerWire => customer;

export const customerFromWire = (wire: CustomerWire): Customer => ({
  ...wire,
  id: customerId(wire.id),
  testClockId: wire.testClockId === null ? null : testClockId(wire.testClockId),
  createdAt: parseInstant(wire.createdAt),
});
