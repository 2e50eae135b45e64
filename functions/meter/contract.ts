/** What the stage announces. */
export const announcements = { unmatched: 'event.unmatched', voided: 'event.voided' } as const;

/** Days that a batch outlives the claims that name it: while an event can be voided, its window is recounted from all that
 *  came for it, the first of which may be as much older as an event is late (`maxEventAgeDays`), on its way (twice 14 days in
 *  queues), and kept beyond its time by DynamoDB. */
export const logMarginDays = 100;

/** Days that the claim of an event's id is kept. */
export const claimRetentionVariable = 'CLAIM_RETENTION_DAYS';
/** Seconds after which the events of a consumer that has not finished may be taken over: twice the longest that one may run. */
export const leaseVariable = 'LEASE_SECONDS';
/** URL of the queue of messages that cannot be counted. */
export const deadLetterQueueVariable = 'DEAD_LETTER_QUEUE_URL';
