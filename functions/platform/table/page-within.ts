import { cursorOf, type Page, startKeyOf } from './cursor.ts';
import type { PageRequest } from './query.ts';

/** A page of things that had to be read together, since they are in an order that no key of the table has. All are read for each
 *  page: it is for lists that never have more than some hundred things.
 *  @param things in ascending order of `placeOf`
 *  @param placeOf tells each thing from all others
 *  @throws InvalidInput `invalid_cursor` */
export const pageWithin = <T>(
  things: readonly T[],
  { limit, cursor }: PageRequest,
  placeOf: (thing: T) => string,
): Page<T> => {
  const after = startKeyOf(cursor)?.after;
  const rest = after === undefined ? things : things.filter((thing) => placeOf(thing) > String(after));
  const data = rest.slice(0, limit);
  const last = data.at(-1);
  const isLast = last === undefined || data.length === rest.length;
  return { data, nextCursor: isLast ? null : cursorOf({ after: placeOf(last) }) };
};
