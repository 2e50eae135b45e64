import { type Instant, later } from '../../kernel/instant.ts';

/** How far the list of an account's entries has come. It grows with each movement, in the same transaction, so that no two
 *  entries of an account have the same number. */
export interface EntryList {
  /** How many entries there are. Those from before entries were counted are not among them. */
  readonly count: number;
  /** The time under which the newest of them is listed; null where there is none. */
  readonly through: Instant | null;
}

export const noEntries: EntryList = { count: 0, through: null };

/** The list with one more entry. A payment may be booked later than it was made, and a test clock stands still: so an entry is
 *  never listed before the one that the account had before it.
 *  @param at when the account was moved, in the customer's time */
export const withNext = ({ count, through }: EntryList, at: Instant) => ({
  count: count + 1,
  through: through === null ? at : later(through, at),
});

const digits = 12;

/** Where the newest entry of a list stands in it: by time, then by its number. The keys of entries from before entries were
 *  counted go on with `ent_`, and so come before those of the same instant that are counted. */
export const listKeyOf = ({ count, through }: ReturnType<typeof withNext>, id: string): string =>
  `${through}#nr_${String(count).padStart(digits, '0')}#${id}`;
