import type { MeterlineConfig } from './config.ts';

/** The seller as JSON, as functions have it in their environment. */
export const sellerIn = ({ sellerName, sellerDetails }: MeterlineConfig): string =>
  JSON.stringify({ name: sellerName, ...sellerDetails });

/** The most that the seller may take as JSON in UTF-8. Lambda allows 4 KB for all variables of a function together. */
const maxBytes = 2000;

/** Refuses, before anything is deployed, a seller that does not fit: Lambda would refuse it in the middle of the deployment.
 *  @throws RangeError */
export const requireSeller = (config: MeterlineConfig): void => {
  const bytes = Buffer.byteLength(sellerIn(config));
  if (bytes <= maxBytes) return;
  throw new RangeError(
    `sellerName and sellerDetails take ${bytes} bytes as JSON; at most ${maxBytes}: shorten legalText.`,
  );
};
