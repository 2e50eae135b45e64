import type { Instant } from './instant.ts';

/** Something that holds in `[from, until)`, or for ever where `until` is null. */
export interface Effective {
  readonly from: Instant;
  readonly until: Instant | null;
}

export const isEffective = ({ from, until }: Effective, at: Instant): boolean =>
  from <= at && (until === null || at < until);

/** Whether there is an instant that lies in both ranges. An empty range has none, so it overlaps nothing. */
export const overlap = (a: Effective, b: Effective): boolean =>
  !isEmpty(a) && !isEmpty(b) && (b.until === null || a.from < b.until) && (a.until === null || b.from < a.until);

const isEmpty = ({ from, until }: Effective): boolean => until !== null && until <= from;
