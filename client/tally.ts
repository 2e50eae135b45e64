/** What became of the events so far: `recorded + recovered` = `accepted + duplicates + rejected + dropped + kept + queued`. */
export interface Tally {
  /** Taken by `record`. */
  readonly recorded: number;
  /** Found in the spool at the start. */
  readonly recovered: number;
  readonly accepted: number;
  /** Known to the API already: as good as accepted. */
  readonly duplicates: number;
  readonly rejected: number;
  readonly dropped: number;
  /** Left in the spool when the client closed. */
  readonly kept: number;
  /** Not taken by `record`. */
  readonly notRecorded: number;
  /** Requests that were made again. */
  readonly retries: number;
}

export class Counter {
  readonly #counts: Record<keyof Tally, number> = {
    recorded: 0,
    recovered: 0,
    accepted: 0,
    duplicates: 0,
    rejected: 0,
    dropped: 0,
    kept: 0,
    notRecorded: 0,
    retries: 0,
  };

  get tally(): Tally {
    return { ...this.#counts };
  }

  add(what: keyof Tally, count = 1): void {
    this.#counts[what] += count;
  }
}
