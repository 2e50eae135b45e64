/** What the stage announces. */
export const announcements = { unmatched: 'event.unmatched', voided: 'event.voided' } as const;

/** Minutes of a usage window: 60, 30 or 15. */
export const windowMinutesVariable = 'USAGE_WINDOW_MINUTES';
