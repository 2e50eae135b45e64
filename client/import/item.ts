/** A record of the input: an event as JSON, or a text that cannot be read as one. */
export type Item = Place &
  (
    | { readonly kind: 'event'; readonly text: string }
    | { readonly kind: 'unreadable'; readonly code: string; readonly detail: string; readonly text: string }
  );

export interface Place {
  /** The number of its line, from 1. */
  readonly line: number;
  /** Where the next record begins. */
  readonly next: Position;
}

export interface Position {
  readonly bytes: number;
  /** How many lines are before it. */
  readonly lines: number;
}

export const start: Position = { bytes: 0, lines: 0 };

/** Bytes of a line or row, at most: more than an event may have. */
export const maxItemBytes = 500_000;

/** How much of an unreadable record is kept, characters. */
export const excerptLength = 1000;
