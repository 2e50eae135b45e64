import { Temporal } from 'temporal-polyfill';
import { InvalidInput } from './meterline-error.ts';

declare const brand: unique symbol;

/** A UTC instant, `2026-10-03T14:11:09.120Z`: always milliseconds, so that text order is time order. */
export type Instant = string & { readonly [brand]: 'Instant' };

const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt](?:[01]\d|2[0-3]):\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})?$/;

/** An instant as Meterline prints it, which can be taken as it is. 29 February is left out, since only the year tells
 *  whether it exists: it goes the longer way. */
const printed =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const isPrinted = (text: string): text is Instant => printed.test(text);

const canonical = (milliseconds: number): Instant => new Date(milliseconds).toISOString() as Instant;

export const fromMilliseconds = (milliseconds: number): Instant => canonical(milliseconds);
export const toMilliseconds = (instant: Instant): number => Date.parse(instant);

/** Reads an RFC 3339 time with an offset. Digits beyond the milliseconds are cut off.
 *  @throws InvalidInput `time_invalid`, `time_without_offset` at `pointer` */
export const parseInstant = (text: string, pointer = ''): Instant => {
  if (isPrinted(text)) return text;
  const match = rfc3339.exec(text);
  if (match !== null && match[2] === undefined) {
    throw new InvalidInput({
      code: 'time_without_offset',
      pointer,
      detail: `"${text}" has no offset: end it with Z or ±hh:mm.`,
    });
  }
  const milliseconds = match === null ? Number.NaN : strictMilliseconds(text);
  if (Number.isNaN(milliseconds)) {
    throw new InvalidInput({
      code: 'time_invalid',
      pointer,
      detail: `"${text}" is not an RFC 3339 time such as 2026-10-03T14:11:09.120Z.`,
    });
  }
  return canonical(milliseconds);
};

/** The bounds hold in UTC. Beyond them a year has other than four digits, and the order of texts would no longer be
 *  the order of times. */
const earliest = Date.parse('0000-01-01T00:00:00.000Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** `Date.parse` takes 30 February for 2 March, so the day is checked here. NaN where the text is no time. */
const strictMilliseconds = (text: string): number => {
  const milliseconds = Date.parse(text);
  if (milliseconds < earliest || milliseconds > latest) return Number.NaN;
  const day = Number(text.slice(8, 10));
  const daysInMonth = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  return day < 1 || day > daysInMonth ? Number.NaN : milliseconds;
};

export const plusMilliseconds = (instant: Instant, milliseconds: number): Instant =>
  canonical(toMilliseconds(instant) + milliseconds);
export const plusHours = (instant: Instant, hours: number): Instant => plusMilliseconds(instant, hours * 3_600_000);
export const plusDays = (instant: Instant, days: number): Instant => plusMilliseconds(instant, days * 86_400_000);

/** The day in UTC, such as `2026-10-03`. */
export const dayOf = (instant: Instant): string => instant.slice(0, 10);

export const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b);
export const later = (a: Instant, b: Instant): Instant => (a > b ? a : b);

export const toTemporal = (instant: Instant): Temporal.Instant => Temporal.Instant.from(instant);
export const fromTemporal = (instant: Temporal.Instant): Instant => canonical(instant.epochMilliseconds);
