/** What the stage announces. */
export const announcements = { unmatched: 'event.unmatched', voided: 'event.voided' } as const;

/** Minutes of a usage window: 60, 30 or 15. */
export const windowMinutesVariable = 'USAGE_WINDOW_MINUTES';

/** Days that a batch outlives the claims that name it: while an event can be voided, its window is recounted from all that
 *  came for it, the first of which may be as much older as an event is late (`maxEventAgeDays`), on its way (twice 14 days in
 *  queues), and kept beyond its time by DynamoDB. */
export const logMarginDays = 100;
