import type { Meter } from '../../catalog/meter/meter.ts';
import { exactDecimal } from '../../money/decimal.ts';
import { numberOf } from '../counter/stored-number.ts';
import { windowOfKey } from '../counter/window.ts';
import type { Reading } from './usage.ts';

/** An item as DynamoDB gives it, as far as a counter has it. */
type Item = Readonly<
  Record<
    string,
    { readonly S?: string | undefined; readonly N?: string | undefined; readonly BOOL?: boolean | undefined }
  >
>;

/** A counter in time: `<meter>#<window>[#<group>…][#=<value>]`. */
export const readingOf = (meter: Meter, item: Item): Reading => reading(meter, item, 0);

/** A late counter: `LATE#<watermark>#` before the same. */
export const lateReadingOf = (meter: Meter, item: Item): Reading => reading(meter, item, 2);

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
    epoch: skip === 0 ? null : windowOfKey(parts[1] ?? ''),
    recounted: item.recounted?.BOOL ?? false,
  };
};
