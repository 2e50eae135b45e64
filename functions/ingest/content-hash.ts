import { digest } from '../kernel/ids.ts';
import type { Json, UsageEvent } from './usage-event.ts';

/** JSON with sorted keys: the same for the same content, whatever order a client wrote it in. */
export const canonicalJson = (value: Json): string => (isSorted(value) ? JSON.stringify(value) : sortedJson(value));

/** Whether the keys of all objects in it are in order as they are. */
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

export const contentHash = ({ type, customer, data }: Pick<UsageEvent, 'type' | 'customer' | 'data'>): string =>
  hashOf(type, customer, canonicalJson(data));

/** @param content the canonical JSON of the data */
export const hashOf = (type: string, customer: string, content: string): string => digest(type, customer, content);
