import { digest } from '../kernel/ids.ts';
import type { Json, UsageEvent } from './usage-event.ts';

/** JSON with sorted keys. It is the same for the same content, in whatever order a client wrote it. */
export const canonicalJson = (value: Json): string => (isSorted(value) ? JSON.stringify(value) : sortedJson(value));

/** Whether the keys of all objects in the value are in order already, as they mostly are: then nothing has to be
 *  sorted. */
const isSorted = (value: Json): boolean => {
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every(isSorted);
  let last = '';
  for (const [key, item] of Object.entries(value)) {
    if (key < last || !isSorted(item)) return false;
    last = key;
  }
  return true;
};

const sortedJson = (value: Json): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${sortedJson(item)}`).join(',')}}`;
};

/** The hash of what makes an event this one and no other: its type, customer and data. */
export const contentHash = ({ type, customer, data }: Pick<UsageEvent, 'type' | 'customer' | 'data'>): string =>
  hashOf(type, customer, canonicalJson(data));

/** The hash of an event whose data has been made canonical already.
 *  @param content the canonical JSON of the data */
export const hashOf = (type: string, customer: string, content: string): string => digest(type, customer, content);
