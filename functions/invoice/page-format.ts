import type { Period } from '../catalog/billing-period.ts';
import { type Instant, plusMilliseconds, toTemporal } from '../catalog/instant.ts';
import { type Currency, minorUnits } from '../money/currency.ts';
import { type Decimal, plain } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';

/** `1,234.5`: all digits, thousands apart. */
export const quantityText = (value: Decimal): string => grouped(plain(value));

/** An exact amount with at least the digits of the minor unit: `0.10`, `0.0004`. */
export const amountText = (value: Decimal, currency: Currency): string =>
  grouped(value.toFixed(Math.max(minorUnits(currency), value.decimalPlaces())));

/** `268.00 USD`. */
export const moneyText = ({ amount, currency }: Money): string => `${amountText(amount, currency)} ${currency}`;

const grouped = (text: string): string => {
  const [whole = '', ...fraction] = text.split('.');
  return [whole.replaceAll(/(?<=\d)(?=(\d{3})+$)/g, ','), ...fraction].join('.');
};

const midnight = 'T00:00:00.000Z';

/** The UTC day, `1 October 2026`. */
export const dayText = (instant: Instant): string =>
  toTemporal(instant)
    .toZonedDateTimeISO('UTC')
    .toPlainDate()
    .toLocaleString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** Whole days from the first to the last, both in it; else both boundaries with their time. */
export const periodText = ({ start, end }: Period): string =>
  start.endsWith(midnight) && end.endsWith(midnight)
    ? `${dayText(start)} – ${dayText(plusMilliseconds(end, -1))}`
    : `${timeText(start)} – ${timeText(end)} UTC`;

const timeText = (instant: Instant): string => `${dayText(instant)}, ${instant.slice(11, 16)}`;
