export { InvalidOption, SpoolInUse } from './client-error.ts';
export { closeOnSignal } from './close-on-signal.ts';
export { type FlushResult, MeterlineClient, type RecordResult, type Stats } from './meterline-client.ts';
export type { Dropped, Listeners, NotRecorded, Rejection, Retry } from './reports.ts';
export type { ClientOptions, Fetch, SpoolOptions } from './settings.ts';
export type { Tally } from './tally.ts';
export type { Json, UsageEvent, UsageRecord } from './usage-event.ts';
