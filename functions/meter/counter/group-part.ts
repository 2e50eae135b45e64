import type { Meter } from '../../catalog/meter/meter.ts';
import { groupText } from './group.ts';

/** Which groups are meant: all; those of one value of a property; or those of any but these values. */
export type Part =
  | { readonly kind: 'all' }
  | { readonly kind: 'only'; readonly property: string; readonly value: string }
  | { readonly kind: 'except'; readonly property: string; readonly values: ReadonlySet<string> };

export const allGroups: Part = { kind: 'all' };

/** @param group escaped values of the meter's group-by properties, as in a counter's key */
export const isInPart = ({ groupBy }: Pick<Meter, 'groupBy'>, group: string, part: Part): boolean => {
  if (part.kind === 'all') return true;
  const value = groupText(group.split('#')[groupBy.indexOf(part.property)] ?? '');
  return part.kind === 'only' ? value === part.value : !part.values.has(value);
};
