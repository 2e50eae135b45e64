import type { MeterlineConfig } from './config.ts';

/** As functions have it in their environment. */
export const sellerIn = ({ sellerName, sellerDetails }: MeterlineConfig): string =>
  JSON.stringify({ name: sellerName, ...sellerDetails });

/** Of the seller as JSON, in UTF-8. Lambda has room for 4 KB of variables, the other ones too. */
const maxBytes = 2000;

/** A seller that Lambda refuses would fail the deployment half way.
 *  @throws RangeError */
export const requireSeller = (config: MeterlineConfig): void => {
  const bytes = Buffer.byteLength(sellerIn(config));
  if (bytes <= maxBytes) return;
  throw new RangeError(
    `sellerName and sellerDetails take ${bytes} bytes as JSON; at most ${maxBytes}: shorten legalText.`,
  );
};
