/** Digits after the point of what two factors of 38 each come to. */
const digits = 76;

/** A decimal string as a whole number of 10⁻⁷⁶: an arithmetic of its own to check sums and products against. */
export const fixed = (text: string): bigint => {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(`${whole}${fraction.padEnd(digits, '0')}`);
};

/** The product of two decimal strings in 10⁻¹⁵² is one in 10⁻⁷⁶ when their digits are few enough. */
export const product = (a: string, b: string): bigint => (fixed(a) * fixed(b)) / 10n ** BigInt(digits);
