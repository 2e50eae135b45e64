import type { Period } from '../../catalog/subscription/billing-period.ts';
import { type Instant, later, plusMilliseconds, toMilliseconds, toTemporal } from '../../kernel/instant.ts';
import { type Currency, minorUnits } from '../../money/currency.ts';
import { type Decimal, decimal, plain } from '../../money/decimal.ts';
import type { Money } from '../../money/money.ts';
import type { Locale } from './document-locale.ts';

/** Writes numbers and times for a reader of one language, time zone and currency. */
export interface Formats {
  /** With all its digits: `1,234.5`. */
  readonly quantity: (value: Decimal) => string;
  /** With all its digits, and at least those of the currency's minor unit: `0.10`, `0.0004`. */
  readonly amount: (value: Decimal) => string;
  /** With the currency: `$268.00`, `268,00 $`. */
  readonly money: (value: Money) => string;
  /** A fraction of 0.19 is `19%`. */
  readonly percent: (fraction: Decimal) => string;
  /** `October 1, 2026`. */
  readonly day: (instant: Instant) => string;
  /** A period of whole days is written from its first to its last day: `October 1, 2026 – October 31, 2026`. Any other is
   *  written with its two boundaries and their time. */
  readonly period: (period: Period) => string;
}

interface Reader {
  readonly locale: Locale;
  /** IANA name. */
  readonly timeZone: string;
  readonly currency: Currency;
}

export const formatsOf = ({ locale, timeZone, currency }: Reader): Formats => {
  const { tag } = locale;
  const number = exactFormat(tag, {});
  const price = exactFormat(tag, { style: 'currency', currency });
  const share = exactFormat(tag, { style: 'unit', unit: 'percent' });
  const allDigits = (value: Decimal) => value.toFixed(Math.max(minorUnits(currency), value.decimalPlaces()));
  const day = dayFormat(tag, timeZone);
  return {
    quantity: (value) => number(plain(value)),
    amount: (value) => number(allDigits(value)),
    money: ({ amount }) => price(allDigits(amount)),
    percent: (fraction) => share(plain(fraction.times(hundred))),
    day,
    period: periodFormat(locale, timeZone, day),
  };
};

const hundred = decimal('100');

/** Writes all digits of a decimal. On Node.js 20, `Intl` prints at most 20 digits after the point, so it only says where the
 *  fraction stands, and the digits are put in there. */
const exactFormat = (tag: string, options: Intl.NumberFormatOptions) => {
  const digits = (count: number) =>
    new Intl.NumberFormat(tag, {
      ...options,
      numberingSystem: 'latn',
      minimumFractionDigits: count,
      maximumFractionDigits: count,
    });
  const whole = digits(0);
  const broken = digits(1);
  return (text: string): string => {
    const [integer = '', fraction] = text.split('.');
    if (fraction === undefined) return whole.format(numeric(integer));
    const parts = broken.formatToParts(numeric(`${integer}.0`));
    return parts.map(({ type, value }) => (type === 'fraction' ? fraction : value)).join('');
  };
};

const isNumeric = (text: string): text is `${number}` => /^-?\d+(\.\d+)?$/.test(text);

const numeric = (text: string): `${number}` => {
  if (isNumeric(text)) return text;
  throw new TypeError(`${text} is not in plain notation`);
};

const days = { year: 'numeric', month: 'long', day: 'numeric' } as const;
const minutes = { ...days, hour: 'numeric', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' } as const;

const dayFormat = (tag: string, timeZone: string) => {
  const format = new Intl.DateTimeFormat(tag, { ...days, timeZone, calendar: 'gregory', numberingSystem: 'latn' });
  return (instant: Instant) => format.format(toMilliseconds(instant));
};

/** Writes periods. `formatRange` of `Intl` is not used, since in Japanese it loses the words for year, month and day. */
const periodFormat = ({ tag, language }: Locale, timeZone: string, day: Formats['day']): Formats['period'] => {
  const time = new Intl.DateTimeFormat(tag, { ...minutes, timeZone, calendar: 'gregory', numberingSystem: 'latn' });
  const between = language === 'ja' ? '～' : ' – ';
  return ({ start, end }) =>
    startsDay(start, timeZone) && startsDay(end, timeZone)
      ? [...new Set([day(start), day(later(start, plusMilliseconds(end, -1)))])].join(between)
      : [...new Set([start, end])].map((instant) => time.format(toMilliseconds(instant))).join(between);
};

const startsDay = (instant: Instant, timeZone: string): boolean => {
  const local = toTemporal(instant).toZonedDateTimeISO(timeZone);
  return local.equals(local.startOfDay());
};
