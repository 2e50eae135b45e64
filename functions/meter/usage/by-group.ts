import type { Meter } from '../../catalog/meter/meter.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { groupText } from '../counter/group.ts';
import { groupBy, type Reading } from './usage.ts';

/** The counters that have the same values of some properties. */
export interface Group {
  /** Value by property. The value is empty text for events without the property. */
  readonly values: Readonly<Record<string, string>>;
  readonly readings: readonly Reading[];
}

/** Sorts counters by the values of some of the meter's group-by properties, whatever the others are; in the order of the values.
 *  @throws InvalidInput `unknown_group_property` */
export const byGroup = (
  meter: Meter,
  readings: readonly Reading[],
  properties: readonly string[],
): readonly Group[] => {
  const places = properties.map((property) => placeOf(meter, property));
  const groups = groupBy(readings, ({ group }) => {
    const parts = group.split('#');
    return places.map((place) => parts[place] ?? '').join('#');
  });
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, own]) => {
      const parts = key.split('#');
      const values = properties.map((property, index) => [property, groupText(parts[index] ?? '')] as const);
      return { values: Object.fromEntries(values), readings: own };
    });
};

const placeOf = (meter: Meter, property: string): number => {
  const place = meter.groupBy.indexOf(property);
  if (place >= 0) return place;
  const known = meter.groupBy.length === 0 ? 'It has none.' : `It has ${meter.groupBy.join(', ')}.`;
  const detail = `The meter "${meter.key}" does not group by "${property}". ${known}`;
  throw new InvalidInput({ code: 'unknown_group_property', pointer: '/groupBy', detail });
};
