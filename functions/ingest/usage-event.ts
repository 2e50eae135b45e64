import type { CustomerId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import { keyPart } from '../kernel/key.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

/** @param value as `JSON.parse` gave it */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A property that the sender wrote. What every object inherits, such as `constructor`, is none. */
export const propertyOf = (data: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(data, name) ? data[name] : undefined;

/** A CloudEvent that passed validation. */
export interface UsageEvent {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  /** The `subject` of the CloudEvent. */
  readonly customer: CustomerId;
  readonly time: Instant;
  readonly data: JsonObject;
  /** The hash of what makes the event this one: type, customer and data. `time` is not in it, since a retry may stamp
   *  it anew. */
  readonly hash: string;
}

/** The key by which an event is known for ever. */
export const claimKeyOf = ({ source, id }: Pick<UsageEvent, 'source' | 'id'>): string =>
  `CLAIM#${keyPart(source)}#${id}`;
