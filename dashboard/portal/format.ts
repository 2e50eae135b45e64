/** Amounts and quantities come as decimal strings and stay strings: `Intl` formats the text, not a number that was rounded. */
type NumericText = `${number}`;
const isNumeric = (text: string): text is NumericText => /^-?\d+(\.\d+)?$/.test(text);

/** `Intl` takes at most 100 fraction digits, older browsers 20. */
const fractionDigits = (text: string): number => Math.min(text.split('.')[1]?.length ?? 0, 20);

const format = (text: string, locale: string, options: Intl.NumberFormatOptions): string =>
  isNumeric(text) ? new Intl.NumberFormat(locale, options).format(text) : text;

/** With all digits that the amount has. A settled amount has as many as its currency. */
export const moneyText = (amount: string, currency: string, locale: string): string => {
  const digits = fractionDigits(amount);
  return format(amount, locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
};

/** A price per unit: at least two digits after the point. */
export const rateText = (amount: string, currency: string, locale: string): string =>
  moneyText(fractionDigits(amount) < 2 ? padded(amount) : amount, currency, locale);

const padded = (amount: string): string => {
  const [whole = '0', fraction = ''] = amount.split('.');
  return `${whole}.${fraction.padEnd(2, '0')}`;
};

/** Every digit. */
export const quantityText = (quantity: string, locale: string): string =>
  format(quantity, locale, { maximumFractionDigits: fractionDigits(quantity) });

/** For a projection, which has no use for more than two digits after the point. */
export const roughQuantityText = (quantity: string, locale: string): string =>
  format(quantity, locale, { maximumFractionDigits: Math.min(fractionDigits(quantity), 2) });

/** `0.3942` → `39 %`, cut off. */
export const percentText = (fraction: string, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', roundingMode: 'trunc' }).format(isNumeric(fraction) ? fraction : 0);

/** `0.029` → `2.9 %`, every digit. */
export const shareText = (fraction: string, locale: string): string =>
  format(fraction, locale, { style: 'percent', maximumFractionDigits: fractionDigits(fraction) });

const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' };

/** The days of a period by the clock of `timeZone`, the last one included. A period without length, as at a subscription's
 *  start, is shown as its one day. */
export const periodText = (start: string, end: string, locale: string, timeZone = 'UTC'): string => {
  const [first, last] = [new Date(start), new Date(Math.max(Date.parse(start), Date.parse(end) - 1))];
  return new Intl.DateTimeFormat(locale, { ...day, timeZone }).formatRange(first, last);
};

export const dayText = (instant: string, locale: string, timeZone = 'UTC'): string =>
  new Intl.DateTimeFormat(locale, { ...day, timeZone }).format(new Date(instant));

export const shortDayText = (instant: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(instant));

export const timeText = (instant: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(instant),
  );

export const clockText = (milliseconds: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(milliseconds);
