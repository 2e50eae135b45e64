import { escapedGroupValue, maxGroupValue } from '../../catalog/meter/group-value.ts';
import type { Meter } from '../../catalog/meter/meter.ts';
import { canonicalJson } from '../../ingest/content-hash.ts';
import { type Json, type JsonObject, propertyOf } from '../../ingest/usage-event.ts';
import { digest } from '../../kernel/ids.ts';

/** The values of the meter's group-by properties as a part of a counter's key: escaped, joined by `#`; null without any. */
export const groupKey = ({ groupBy }: Pick<Meter, 'groupBy'>, data: JsonObject): string | null =>
  groupBy.length === 0 ? null : groupBy.map((property) => groupValue(propertyOf(data, property))).join('#');

/** A value as text that fits into a key, which is UTF-8; what is missing and `null` are empty, and a long text ends in
 *  its digest. */
const groupValue = (value: Json | undefined): string => {
  if (value === undefined || value === null) return '';
  const text = escapedGroupValue(typeof value === 'string' ? value : canonicalJson(value));
  return text.length <= maxGroupValue ? text : `${text.slice(0, maxGroupValue - 23).toWellFormed()}~${digest(text)}`;
};

/** A value of a key as it was in the event, but for long ones. */
export const groupText = (part: string): string => part.replaceAll('%23', '#').replaceAll('%25', '%');
