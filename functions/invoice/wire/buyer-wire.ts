import { z } from 'zod';

/** The customer as it stands on invoices and credit notes. It needs no conversion: this is also the form that the
 *  code works with. */
export const buyerSchema = z.object({
  name: z.string(),
  email: z.string().nullable(),
  address: z
    .object({
      line1: z.string(),
      line2: z.string().nullable(),
      city: z.string(),
      postalCode: z.string(),
      region: z.string().nullable(),
      country: z.string(),
    })
    .nullable(),
  taxIds: z.array(z.string()).readonly(),
  locale: z.string(),
});
