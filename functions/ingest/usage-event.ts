import type { CustomerId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import { keyPart } from '../kernel/key.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

/** @param value as `JSON.parse` gave it */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the sender wrote: what every object inherits, such as `constructor`, is not meant. */
export const propertyOf = (data: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(data, name) ? data[name] : undefined;

/** A CloudEvent that passed validation. */
export interface UsageEvent {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  /** The CloudEvent's `subject`. */
  readonly customer: CustomerId;
  readonly time: Instant;
  readonly data: JsonObject;
  /** Of what makes the event this one: type, customer and data. Not of `time`, which a retry may stamp anew. */
  readonly hash: string;
}

/** What an event is for ever known by. `source` is escaped, so that no two pairs share a key. */
export const claimKeyOf = ({ source, id }: Pick<UsageEvent, 'source' | 'id'>): string =>
  `CLAIM#${keyPart(source)}#${id}`;
