/** The primary key of an item in a table with a partition key `pk` and a sort key `sk`, as most have. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** A text as a part of a key whose parts are set off by `#`: "a#b" becomes "a%23b", so that no two lists of parts make the same key. */
export const keyPart = (text: string): string => text.replaceAll('%', '%25').replaceAll('#', '%23');
