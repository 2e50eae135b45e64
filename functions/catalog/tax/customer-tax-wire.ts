import { z } from 'zod';
import type { CustomerTax } from './customer-tax.ts';

export const taxIdWire = z.object({ country: z.string(), value: z.string() });

/** The taxes of a customer as they are stored and answered. */
export const customerTaxWire = z.intersection(
  z.object({ taxIds: z.array(taxIdWire) }),
  z.discriminatedUnion('status', [
    z.object({ status: z.literal('taxable'), exemptReason: z.null() }),
    z.object({
      status: z.literal('exempt'),
      exemptReason: z.string().meta({ description: 'The certificate, or the article of the law' }),
    }),
  ]),
);
export type CustomerTaxWire = z.output<typeof customerTaxWire>;

export const taxToWire = (tax: CustomerTax): CustomerTaxWire => ({ ...tax, taxIds: [...tax.taxIds] });
