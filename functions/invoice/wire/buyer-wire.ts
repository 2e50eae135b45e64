import { z } from 'zod';

/** The customer as it stands on invoices and credit notes. What is stored and answered is the same as what is worked with. */
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
