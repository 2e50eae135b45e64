/** The number of an invoice or a credit note: `INV-000001`. From 1,000,000 on it has a digit more.
 *  @param ordinal counts within the prefix, without a gap: 1, 2, 3, … */
export const invoiceNumber = (prefix: string, ordinal: number): string =>
  `${prefix}-${String(ordinal).padStart(6, '0')}`;
