/** What the stage announces. */
export const announcements = {
  unmatched: 'event.unmatched',
  unreadable: 'event.unreadable',
  unknownCustomer: 'event.unknown_customer',
  voided: 'event.voided',
} as const;

/** Days that the log keeps a batch longer than the claims that name it. While an event can be voided, its window is recounted from
 *  all events that came for it. The first of these may have come earlier by as much as an event may be late
 *  (`maxEventAgeDays`), by its time in queues (twice 14 days), and by the days that DynamoDB takes to delete an expired claim. */
export const logMarginDays = 100;

/** Days that the claim of an event's id is kept. */
export const claimRetentionVariable = 'CLAIM_RETENTION_DAYS';
/** Seconds after which the events of a consumer that has not finished may be taken over: twice the longest that one may run. */
export const leaseVariable = 'LEASE_SECONDS';
/** URL of the queue of messages that cannot be counted. */
export const deadLetterQueueVariable = 'DEAD_LETTER_QUEUE_URL';
