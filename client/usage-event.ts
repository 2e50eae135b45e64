export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Something that was used, as the application says it. */
export interface UsageRecord {
  readonly type: string;
  /** The customer's id. */
  readonly subject: string;
  /** Quantities as decimal strings: a number keeps 15 digits at most. */
  readonly data?: Readonly<Record<string, Json>> | undefined;
  /** What the event is known by for ever, together with `source`: a random UUID unless given. Give one wherever the thing
   *  itself has one (a request, a job, a file), so that doing it again counts once. */
  readonly id?: string | undefined;
  readonly source?: string | undefined;
  /** When it happened: now, unless given. A string is sent as it is and needs an offset (RFC 3339). */
  readonly time?: Date | string | undefined;
}

/** The same as it is sent: CloudEvents 1.0. */
export interface UsageEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly data: Readonly<Record<string, Json>>;
}

export interface Defaults {
  readonly id: () => string;
  readonly now: Date;
  readonly source: string;
}

export const toUsageEvent = (record: UsageRecord, defaults: Defaults): UsageEvent => ({
  specversion: '1.0',
  id: record.id ?? defaults.id(),
  source: record.source ?? defaults.source,
  type: record.type,
  subject: record.subject,
  time: timeText(record.time ?? defaults.now),
  data: record.data ?? {},
});

/** An invalid date stays a text that is none: the API refuses the event for it, with the place. */
const timeText = (time: Date | string): string => {
  if (typeof time === 'string') return time;
  return Number.isNaN(time.getTime()) ? String(time) : time.toISOString();
};

/** Undefined for what JSON cannot say: cycles, BigInt, a getter that throws. */
export const jsonOf = (event: UsageEvent): string | undefined => {
  try {
    return JSON.stringify(event);
  } catch {
    return undefined;
  }
};
