/** What the stage announces. */
export const announcements = { unmatched: 'event.unmatched', voided: 'event.voided' } as const;

/** Days that a batch outlives the claims that name it: while an event can be voided, its window is recounted from all that
 *  came for it, the first of which may be as much older as an event is late (`maxEventAgeDays`), on its way (twice 14 days in
 *  queues), and kept beyond its time by DynamoDB. */
export const logMarginDays = 100;
