import { z } from 'zod';

/** Who sells, as of the finalization: in the settings of the stack, on invoices and on credit notes. */
export const sellerSchema = z.object({
  name: z.string(),
  /** A line each. */
  address: z.array(z.string()).readonly(),
  email: z.string().nullable(),
  taxIds: z.array(z.string()).readonly(),
  /** What else the law wants to be printed: a register, the board. */
  legalText: z.string().nullable(),
});

export type Seller = z.output<typeof sellerSchema>;

/** The seller with the tax numbers that the tax settings have, behind those of the stack's settings. */
export const withTaxIds = (seller: Seller, taxIds: readonly string[]): Seller => ({
  ...seller,
  taxIds: [...new Set([...seller.taxIds, ...taxIds])],
});

/** @param text JSON, as the environment of a function has it */
export const sellerOf = (text: string): Seller => sellerSchema.parse(JSON.parse(text));
