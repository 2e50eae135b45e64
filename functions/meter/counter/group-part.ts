import type { Meter } from '../../catalog/meter/meter.ts';
import { groupText } from './group.ts';

/** A part of a meter's groups: all of them, those with one value of a property, or those with any other value than these. */
export type Part =
  | { readonly kind: 'all' }
  | { readonly kind: 'only'; readonly property: string; readonly value: string }
  | { readonly kind: 'except'; readonly property: string; readonly values: ReadonlySet<string> };

export const allGroups: Part = { kind: 'all' };

/** Whether a group belongs to the part.
 *  @param group the escaped values of the meter's group-by properties, as in a counter's key */
export const isInPart = ({ groupBy }: Pick<Meter, 'groupBy'>, group: string, part: Part): boolean => {
  if (part.kind === 'all') return true;
  const value = groupText(group.split('#')[groupBy.indexOf(part.property)] ?? '');
  return part.kind === 'only' ? value === part.value : !part.values.has(value);
};
