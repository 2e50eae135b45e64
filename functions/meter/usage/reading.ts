import type { Meter } from '../../catalog/meter/meter.ts';
import { exactDecimal } from '../../money/decimal.ts';
import { numberOf } from '../counter/stored-number.ts';
import { epochOfKey, windowOfKey } from '../counter/window.ts';
import type { Reading } from './usage.ts';

/** An item of the usage table as DynamoDB answers it, with the types of attributes that counters have. */
type Item = Readonly<
  Record<
    string,
    { readonly S?: string | undefined; readonly N?: string | undefined; readonly BOOL?: boolean | undefined }
  >
>;

/** Reads a counter in time, whose key is `<meter>#<window>[#<group>…][#=<value>]`. */
export const readingOf = (meter: Meter, item: Item): Reading => reading(meter, item, 0);

/** Reads a late counter, whose key has `LATE#<watermark>#` before that. */
export const lateReadingOf = (meter: Meter, item: Item): Reading => reading(meter, item, 2);

/** @param skip parts of the key before the meter's */
const reading = (meter: Meter, item: Item, skip: number): Reading => {
  const parts = (item.sk?.S ?? '').split('#');
  const [, window = '', ...rest] = parts.slice(skip);
  const distinct = rest.at(meter.groupBy.length);
  const best = item.value?.S;
  return {
    start: windowOfKey(window),
    group: rest.slice(0, meter.groupBy.length).join('#'),
    distinct: distinct === undefined ? null : distinct.slice(1),
    sum: numberOf(item.sum),
    events: numberOf(item.events).toNumber(),
    best: best === undefined ? null : { value: exactDecimal(best), at: item.at?.S ?? null },
    epoch: skip === 0 ? null : epochOfKey(parts[1] ?? ''),
    recounted: item.recounted?.BOOL ?? false,
  };
};
