/** Gapless within a prefix: `INV-000001`. More than 999,999 get a digit more.
 *  @param ordinal 1, 2, 3, … */
export const invoiceNumber = (prefix: string, ordinal: number): string =>
  `${prefix}-${String(ordinal).padStart(6, '0')}`;
