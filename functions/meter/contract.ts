/** What the stage announces. */
export const announcements = { unmatched: 'event.unmatched', voided: 'event.voided' } as const;
