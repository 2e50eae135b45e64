/** What the stage announces. */
export const announcements = { unmatched: 'event.unmatched' } as const;
