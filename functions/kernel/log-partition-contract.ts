/** What the partitions of the event log begin with, by what is kept in them. The rights of each function name those that it writes, so
 *  that a function that takes requests from the internet cannot write evidence: only `entries`, and the days that list them. */
export const logPartitions = {
  /** The batches of counted events: what invoices are checked against. */
  entries: 'LOG#',
  days: 'DAYS#',
  voids: 'VOIDS#',
  conflict: 'CONFLICT#',
  conflictList: 'CONFLICTS#',
  unmatched: 'UNMATCHED#',
  unreadable: 'UNREADABLE#',
  unknownCustomer: 'UNKNOWN_CUSTOMERS#',
  backfill: 'BACKFILL#',
  reconciliation: 'RECONCILIATION#',
  discrepancies: 'DISCREPANCIES',
} as const;

export type LogPartition = keyof typeof logPartitions;
