import fc from 'fast-check';

const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: least, maxLength: most });

/** Zero or more; 17 digits and 19 after the point, so that sums of a few stay within 38. */
export const positiveText = () =>
  fc
    .tuple(fc.bigInt(0n, 10n ** 17n - 1n), digits(0, 19))
    .map(([whole, part]) => (part ? `${whole}.${part}` : `${whole}`));

export const decimalText = () =>
  fc.tuple(fc.constantFrom('', '-'), positiveText()).map(([sign, text]) => `${sign}${text}`);

/** Zero or more, of up to 38 digits, some of them after the point. */
export const longText = () =>
  fc.oneof(
    fc.bigInt(0n, 10n ** 38n - 1n).map(String),
    fc.tuple(fc.bigInt(0n, 10n ** 19n - 1n), digits(1, 19)).map(([whole, part]) => `${whole}.${part}`),
  );

/** A rate below one: 0.0000001, and down to 10⁻³⁷. */
export const tinyText = () => digits(1, 37).map((part) => `0.${part}`);
