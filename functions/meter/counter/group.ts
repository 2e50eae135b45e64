import { escapedGroupValue, maxGroupValue } from '../../catalog/meter/group-value.ts';
import type { Meter } from '../../catalog/meter/meter.ts';
import { type Json, type JsonObject, propertyOf } from '../../ingest/usage-event.ts';
import { digest } from '../../kernel/ids.ts';
import { valueText } from './value-text.ts';

/** The values of the meter's group-by properties as they are in a counter's key: escaped and joined by `#`, such as
 *  `eu-west-1#4K`. Null for a meter without such properties. */
export const groupKey = ({ groupBy }: Pick<Meter, 'groupBy'>, data: JsonObject): string | null =>
  groupBy.length === 0 ? null : groupBy.map((property) => groupValue(propertyOf(data, property))).join('#');

/** One value as text for a key. A missing value and `null` are empty. Text that is too long is cut, and ends in `~` and its digest,
 *  so that two long values stay apart. */
const groupValue = (value: Json | undefined): string => {
  if (value === undefined || value === null) return '';
  const text = escapedGroupValue(valueText(value));
  return text.length <= maxGroupValue ? text : `${text.slice(0, maxGroupValue - 23).toWellFormed()}~${digest(text)}`;
};

/** Undoes the escaping of one value of a key. A value that was cut stays cut. */
export const groupText = (part: string): string => part.replaceAll('%23', '#').replaceAll('%25', '%');
