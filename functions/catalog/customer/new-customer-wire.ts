import { z } from 'zod';
import { currencySchema } from '../../kernel/currency-wire.ts';
import { customerId, testClockId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { countrySchema } from '../tax/country-wire.ts';
import { type CustomerTax, ordinaryTax } from '../tax/customer-tax.ts';
import { taxIdSchema } from '../tax/tax-id-wire.ts';
import type { Customer } from './customer.ts';
import { customerIdSchema, paymentMethodSchema } from './customer-wire.ts';
import { defaultLocale } from './locale.ts';
import { localeSchema } from './locale-wire.ts';
import { timeZoneSchema } from './time-zone-wire.ts';

const line = z.string().trim().min(1).max(200);

const address = z.strictObject({
  line1: line,
  line2: line.nullable().default(null),
  city: line,
  postalCode: z.string().trim().min(1).max(20),
  region: line
    .nullable()
    .default(null)
    .meta({
      description: 'Where taxes differ by region: its ISO 3166-2 code or name',
      examples: ['QC', 'CA-QC', 'Québec'],
    }),
  country: countrySchema,
});

const tax = z
  .strictObject({
    status: z.enum(['taxable', 'exempt']).default('taxable'),
    exemptReason: line.nullable().default(null).meta({ description: 'The certificate, or the article of the law' }),
    taxIds: z.array(taxIdSchema).max(5).default([]),
  })
  .transform(({ status, exemptReason, taxIds }, ctx): CustomerTax => {
    const fault = (code: string, message: string) =>
      ctx.issues.push({ code: 'custom', input: exemptReason, message, path: ['exemptReason'], params: { code } });
    if (status === 'taxable') {
      if (exemptReason !== null) fault('exempt_reason_unused', 'only an exempt customer has a reason for it');
      return { status, exemptReason: null, taxIds };
    }
    if (exemptReason === null)
      fault('required', 'an exemption has a reason: the certificate, or the article of the law');
    return { status, exemptReason: exemptReason ?? '', taxIds };
  });

const name = line;
const email = z.email().max(254).nullable();
const parentId = customerIdSchema.transform(customerId).nullable();
const autoFinalize = z.boolean().nullable().meta({ description: 'null for what the stack says' });

/** The body of `POST /v1/customers`. */
export const newCustomerSchema = z.strictObject({
  id: customerIdSchema.transform(customerId),
  name: name.optional(),
  email: email.default(null),
  currency: currencySchema,
  timeZone: timeZoneSchema.default('UTC'),
  address: address.nullable().default(null),
  tax: tax.default(ordinaryTax),
  locale: localeSchema.default(defaultLocale),
  parentId: parentId.default(null),
  paymentMethod: paymentMethodSchema.nullable().default(null),
  autoFinalize: autoFinalize.default(null),
  testClockId: z.string().min(1).max(64).transform(testClockId).nullable().default(null),
});
export type NewCustomer = z.output<typeof newCustomerSchema>;

export const customerOf = ({ name, ...rest }: NewCustomer, createdAt: Instant): Customer => ({
  ...rest,
  name: name ?? rest.id,
  revision: 0,
  createdAt,
});

/** The body of `PATCH /v1/customers/{customerId}`. What is left out stays; `address` and `tax` are replaced as a
 *  whole. */
export const customerChangeSchema = z
  .strictObject({
    name,
    email,
    timeZone: timeZoneSchema,
    address: address.nullable(),
    tax,
    locale: localeSchema,
    parentId,
    autoFinalize,
  })
  .partial()
  .extend({
    revision: z
      .int()
      .min(0)
      .optional()
      .meta({ description: 'Changes nothing unless the customer still has this revision' }),
  });
